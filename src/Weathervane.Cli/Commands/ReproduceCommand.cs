using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane reproduce MODEL</c>: trains a model again from its recorded pipeline, and says whether it comes out the same.</summary>
internal static class ReproduceCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "A model file, or " + ModelsCommand.ReferenceHelp, HelpName = "MODEL" };
        var bars = new Option<string[]>("--bars") { Description = "The bars, where they are no longer where the pipeline says; repeat it for several files.", HelpName = "FILE" };
        var folder = new Option<string?>("--folder") { Description = "Where the pipeline's relative file names start from (default: where it lay, else here).", HelpName = "FOLDER" };
        var all = new Option<bool>("--all") { Description = "Also show what agrees." };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "reproduce",
            """
            Trains a model again from the recorded bars and pipeline and compares hashes and metrics. Exit code 0: the same to the last bit; 1: it differs.

            What differs first is mostly why the rest does: the bars, the pipeline, the rows, the parameters found, the metrics, the model. A search that
            is bounded in seconds (tuning.seconds) depends on the machine. Nothing is kept in the workspace, and the hold-out stays sealed.

            Examples:
              vane reproduce sp500
              vane reproduce btc:3 --bars hours.csv.gz
            """)
        {
            model, bars, folder, all, threads,
        };
        command.SetAction((parse, cancel) =>
        {
            var content = ModelContent.Of(parse, terminal, parse.GetValue(model)!);
            var recorded = ForecastModel.Read(content.Bytes, content.Name);
            var pipeline = PipelineFile.Parse(recorded.Facts.Pipeline, $"{content.Name}, its pipeline");
            pipeline = pipeline with { Folder = Path.GetFullPath(parse.GetValue(folder) ?? FolderOf(parse, terminal, parse.GetValue(model)!) ?? ".") };
            if (parse.GetValue(bars) is { Length: > 0 } files)
            {
                // The recorded pipeline stays as it is: only the files are looked for elsewhere, so their names are not compared.
                pipeline = pipeline.OnBars(files);
            }

            var quiet = parse.GetValue(CommonOptions.Quiet) || parse.GetValue(CommonOptions.Json);
            var found = Run(recorded, pipeline, parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads, terminal, quiet, cancel);
            Show(parse, terminal, content.Name, found, parse.GetValue(all));
            return Task.FromResult(found.IsSame ? 0 : Program.Failed);
        });
        return command;
    }

    private static Reproduction Run(ForecastModel recorded, Pipeline pipeline, int threads, Terminal terminal, bool quiet, CancellationToken cancel)
    {
        using var progress = new StageLines(terminal, quiet);
        progress.Report(new RunProgress("reading bars", 0));
        var inputs = PipelineInputs.Load(pipeline, threads, cancel);
        var again = PipelineRunner.Run(pipeline, inputs, new RunOptions
        {
            Threads = threads,
            Progress = progress,
            Clock = terminal.Clock,
            // As recorded, so that the files can be equal; the versions are compared apart.
            CodeVersion = recorded.Facts.CodeVersion,
            PipelineText = recorded.Facts.Pipeline,
            Cancel = cancel,
        });
        return Reproduction.Of(recorded, again, RunRecorder.CodeVersion);
    }

    /// <summary>Where the pipeline lay, as its run recorded it; null where that is not known.</summary>
    private static string? FolderOf(ParseResult parse, Terminal terminal, string model)
    {
        if (File.Exists(model))
        {
            return null;
        }

        using var records = RecordsOf.OpenRequired(parse, terminal);
        var version = records.Resolve(model);
        return version.RunId is { } id ? records.Run(id).Tags.GetValueOrDefault(RunRecorder.FolderTag) is { Length: > 0 } folder ? folder : null : null;
    }

    private static void Show(ParseResult parse, Terminal terminal, string name, Reproduction found, bool all)
    {
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new { model = name, same = found.IsSame, facts = found.Facts });
            return;
        }

        var shown = all ? found.Facts : [.. found.Facts.Where(f => !f.IsSame)];
        if (shown.Count > 0)
        {
            terminal.WriteTable(["what", "recorded", "again", ""], shown.Select(f => (IReadOnlyList<string>)[f.What, f.Recorded, f.Again, f.IsSame ? "same" : "differs"]));
        }

        terminal.Output.WriteLine(found.IsSame
            ? $"{name} comes out the same to the last bit."
            : $"{name} does not come out the same: {string.Join(", ", found.Differences.Take(5).Select(f => f.What))}{(found.Differences.Count > 5 ? " and more" : "")}.");
    }
}

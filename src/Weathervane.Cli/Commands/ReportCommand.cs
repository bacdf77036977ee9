using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Pipelines.Reports;
using Weathervane.Server.Api;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane report MODEL|RUN</c>: the report of a kept run as a page, as Markdown, or as data.</summary>
internal static class ReportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("target") { Description = "A run's id or its first digits, or a model: " + ModelsCommand.ReferenceHelp, HelpName = "MODEL|RUN" };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write (default: standard output).", HelpName = "FILE" };
        var format = new Option<string?>("--format") { Description = "html, md or json (default: as the file's name ends, else html).", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("html", "md", "json");
        var command = new Command(
            "report",
            """
            Writes the report of a run: verdict first, then all that supports it. The page needs no network and holds no script.

            Examples:
              vane report sp500 -o report.html
              vane report 3f2a91c0 --format md
            """)
        {
            target, output, format,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var report = Of(records, RunOf(records, parse.GetValue(target)!));
            Write(terminal, report, parse.GetValue(output), parse.GetValue(CommonOptions.Json) ? "json" : parse.GetValue(format), parse.GetValue(CommonOptions.Quiet));
            return 0;
        });
        return command;
    }

    /// <summary>The kept data of a run's report.</summary>
    /// <exception cref="InputException">The run kept none.</exception>
    internal static RunReport Of(IRecords records, Run run) => TryOf(records, run) ?? throw new InputException(
        $"run {run.Id}", "kept no data of a report.", "Only 'vane run' does, since this version; run the pipeline again.");

    /// <summary>The kept data of a run's report; null where it kept none.</summary>
    internal static RunReport? TryOf(IRecords records, Run run) => records.Files(run).Any(f => f.Name == ComparisonReport.RunReportFile)
        ? JsonReport.Read(records.Read(run, ComparisonReport.RunReportFile), $"run {run.Id}, {ComparisonReport.RunReportFile}")
        : null;

    /// <summary>Writes a report in a format, to a file or to the output.</summary>
    internal static void Write(Terminal terminal, RunReport report, string? path, string? format, bool quiet)
    {
        var chosen = format ?? (Path.GetExtension(path)?.ToLowerInvariant() is ".md" or ".json" ? Path.GetExtension(path)![1..].ToLowerInvariant() : "html");
        if (path is null)
        {
            WriteTo(terminal.Output);
            return;
        }

        OutputFile.Write(path, WriteTo);
        if (!quiet)
        {
            terminal.Error.WriteLine($"Wrote {path}.");
        }

        void WriteTo(TextWriter text)
        {
            switch (chosen)
            {
                case "md": MarkdownReport.Write(report, text); break;
                case "json": text.WriteLine(JsonReport.Write(report, indented: true)); break;
                default: HtmlReport.Write(report, text); break;
            }
        }
    }

    /// <summary>The run of that id, or the one that trained the model of that name.</summary>
    /// <exception cref="InputException">There is neither.</exception>
    private static Run RunOf(IRecords records, string target)
    {
        try
        {
            var version = records.Resolve(target);
            return version.RunId is { } id ? records.Run(id) : throw new InputException(version.Reference, "came from no run of this workspace, so that it has no report.");
        }
        catch (InputException) when (target.Length >= 4 && target.All(char.IsAsciiHexDigit))
        {
            return records.Run(target);
        }
    }
}

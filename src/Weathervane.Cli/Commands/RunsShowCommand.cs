using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane runs show ID</c>: one run with everything that was kept of it.</summary>
internal static class RunsShowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("id") { Description = "The run's id, or its first digits (at least 4).", HelpName = "ID" };
        var command = new Command("show", "Shows a run's scores, parameters, searches and files. Example: vane runs show 3f2a91c0") { id };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var run = records.Run(parse.GetValue(id)!);
            var studies = records.StudiesOf(run).Select(s => (s.Study, Trials: records.Trials(s.Id))).ToList();
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new
                {
                    run,
                    studies = studies.Select(s => new { s.Study, s.Trials }),
                    files = records.Files(run),
                });
            }
            else
            {
                Write(terminal, records, run, studies);
            }

            return 0;
        });
        return command;
    }

    private static void Write(Terminal terminal, IRecords records, Run run, List<(Study Study, IReadOnlyList<Trial> Trials)> studies)
    {
        terminal.WriteTable(["run", run.Id],
        [
            ["name", run.Name],
            ["experiment", run.Experiment],
            ["started", $"{RecordText.Time(run.Start)} UTC by {run.User}"],
            ["state", RecordText.State(run) + (run.End is null ? "" : $" after {RecordText.Span(run.End - run.Start)}")],
            .. run.Tags.Where(t => !t.Key.StartsWith("mlflow.", StringComparison.Ordinal)).Select(t => (IReadOnlyList<string>)[t.Key, t.Value]),
        ]);
        RecordText.Section(terminal, ["metric", ">value"], RecordText.Leading(run.Metrics.Keys).Select(m => (string[])[m, RecordText.Number(run.Metrics[m])]));
        RecordText.Section(terminal, ["parameter", "value"], run.Params.Select(p => (string[])[p.Key, p.Value]));
        RecordText.Section(terminal, ["search", "sampler", ">trials", "metric", ">best"], studies.Select(s => (string[])
        [
            s.Study.Name, s.Study.Sampler, s.Trials.Count.ToString(CultureInfo.InvariantCulture), s.Study.Metric, Best(s.Study, s.Trials),
        ]));
        RecordText.Section(terminal, ["file", ">bytes", "SHA-256"], records.Files(run).Select(f => (string[])
            [f.Name, f.Size.ToString(CultureInfo.InvariantCulture), f.Sha256[..12]]));
    }

    private static string Best(Study study, IReadOnlyList<Trial> trials)
    {
        var values = trials.Where(t => t.State == TrialState.Complete).Select(t => t.Value);
        return (study.HigherIsBetter ? values.Max() : values.Min()) is { } best ? RecordText.Number(best) : "-";
    }
}

using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane runs list</c>: the newest runs with their scores.</summary>
internal static class RunsListCommand
{
    private const int MetricColumns = 5;

    internal static Command Create(Terminal terminal)
    {
        var limit = new Option<int>("--limit") { Description = "Most runs to show.", DefaultValueFactory = _ => 20 };
        var experiment = new Option<string?>("--experiment") { Description = "Only runs of this experiment.", HelpName = "NAME" };
        var status = new Option<RunStatus?>("--status") { Description = "Only runs in this state." };
        var deleted = new Option<bool>("--deleted") { Description = "Deleted runs too." };
        var command = new Command("list", "Lists runs, the newest first. Example: vane runs list --limit 5") { limit, experiment, status, deleted };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenExisting(parse, terminal);
            var runs = records?.Runs(new RunQuery
            {
                Limit = parse.GetValue(limit),
                Experiment = parse.GetValue(experiment),
                Status = parse.GetValue(status),
                Deleted = parse.GetValue(deleted),
            }) ?? [];
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(runs);
            }
            else if (runs.Count == 0)
            {
                terminal.Output.WriteLine(records?.Runs(new RunQuery { Limit = 1 }).Count > 0
                    ? "No run matches. Without --experiment and --status all are listed."
                    : "No runs yet: vane run samples/sp500.yaml");
            }
            else
            {
                Write(terminal, runs);
            }

            return 0;
        });
        return command;
    }

    private static void Write(Terminal terminal, IReadOnlyList<Run> runs)
    {
        var metrics = RecordText.Leading(runs.SelectMany(r => r.Metrics.Keys)).Take(MetricColumns).ToList();
        terminal.WriteTable(
            ["run", "name", "experiment", "started (UTC)", ">took", "state", .. metrics.Select(m => ">" + m)],
            runs.Select(r => (IReadOnlyList<string>)
            [
                r.Id[..8], r.Name, r.Experiment, RecordText.Time(r.Start), RecordText.Span(r.End - r.Start), RecordText.State(r),
                .. metrics.Select(m => r.Metrics.TryGetValue(m, out var value) ? RecordText.Number(value) : "-"),
            ]));
    }
}

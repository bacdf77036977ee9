using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Server.Live.Experiments;

namespace Weathervane.Cli.Commands.Experiments;

/// <summary><c>vane ab status [ID]</c>: how experiments stand.</summary>
internal static class AbStatusCommand
{
    internal static Command Create(Terminal terminal)
    {
        var id = new Argument<long?>("id") { Description = "The experiment's number; all experiments when left out.", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit") { Description = "Most experiments to list.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("status", "Shows how experiments stand: bars, mean advantage with its confidence sequence, evidence, verdict, and roughly how long it takes yet. Example: vane ab status 3")
        {
            id, limit,
        };
        command.SetAction(parse =>
        {
            if (parse.GetValue(id) is { } number)
            {
                using var records = RecordsOf.OpenRequired(parse, terminal);
                Show(terminal, records.Experiment(number), parse.GetValue(CommonOptions.Json));
            }
            else
            {
                using var records = RecordsOf.OpenExisting(parse, terminal);
                List(terminal, records?.Experiments(Check.InRange(parse.GetValue(limit), 1, 1000, "--limit")) ?? [], parse.GetValue(CommonOptions.Json));
            }

            return 0;
        });
        return command;
    }

    private static void List(Terminal terminal, IReadOnlyList<ExperimentReport> reports, bool json)
    {
        if (json)
        {
            terminal.WriteJson(reports);
        }
        else if (reports.Count == 0)
        {
            terminal.Output.WriteLine("No experiments yet: vane ab start SERIES --champion NAME --challenger NAME:2");
        }
        else
        {
            terminal.WriteTable(
                [">no", "series", "mode", "champion", "challenger", ">bars", ">nats a bar", "verdict", "started (UTC)", "ended (UTC)"],
                reports.SelectMany(r => r.Challengers.Select(c => (IReadOnlyList<string>)
                [
                    $"{r.Experiment.Id}", r.Experiment.Series, AbText.Word(r.Experiment.Mode), r.Experiment.Champion.VersionReference, c.Version,
                    string.Create(CultureInfo.InvariantCulture, $"{c.Bars:N0}"), AbText.Nats(c.Mean), AbText.Verdict(c.Verdict), RecordText.Time(r.Experiment.Started),
                    r.Experiment.Ended is { } ended ? RecordText.Time(ended) : "-",
                ])));
        }
    }

    private static void Show(Terminal terminal, ExperimentReport report, bool json)
    {
        if (json)
        {
            terminal.WriteJson(report);
            return;
        }

        var (experiment, output) = (report.Experiment, terminal.Output);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Experiment {experiment.Id} on {experiment.Series}, {AbText.Word(experiment.Mode)}, by {experiment.By}: champion {experiment.Champion.VersionReference} ({experiment.Champion.Reference})"));
        if (experiment.Reason.Length > 0)
        {
            output.WriteLine($"What for: {experiment.Reason}");
        }

        foreach (var (earlier, next) in experiment.Champions.Zip(experiment.Champions.Skip(1)))
        {
            output.WriteLine($"Until {RecordText.Time(next.From)} UTC the champion was {(experiment.Champion with { Version = earlier.Version }).VersionReference}, which was refreshed then.");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Bars that close from {RecordText.Time(experiment.From)} UTC on; a verdict takes an e-value of {report.Threshold:0.##} (alpha {experiment.Alpha}){(experiment.Promote ? ", and promotes" : "")}.{(experiment.Guards is { } guards ? $" It watches the promotion by experiment {guards}." : "")}"));
        output.WriteLine();
        terminal.WriteTable(
            [">arm", "challenger", ">weight", ">bars", ">nats a bar", ">low", ">high", ">e better", ">e worse", "verdict", ">bars to go"],
            report.Challengers.Select(c => (IReadOnlyList<string>)
            [
                $"{c.Arm}", c.Version, RecordText.Number(experiment.Arms[c.Arm].Weight), string.Create(CultureInfo.InvariantCulture, $"{c.Bars:N0}"),
                AbText.Nats(c.Mean), AbText.Nats(c.Low), AbText.Nats(c.High), AbText.Evidence(c.EvidenceBetter), AbText.Evidence(c.EvidenceWorse), AbText.Verdict(c.Verdict), AbText.BarsToGo(c),
            ]));
        foreach (var challenger in report.Challengers.Where(c => c.Plan.Count > 0))
        {
            output.WriteLine($"To plan by: against {challenger.Version} {AbText.Plan(challenger.Plan)}");
        }

        RecordText.Section(
            terminal, ["time (UTC)", "what", ">arm", "by", "why", "evidence"],
            experiment.Events.Select(e => (IReadOnlyList<string>)
            [
                RecordText.Time(e.Time), e.Kind.ToString().ToLowerInvariant(), e.Arm is { } arm ? $"{arm}" : "", e.By, e.Reason, e.Evidence ?? "",
            ]));
    }
}

using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane studies list</c>: the newest searches with their best values.</summary>
internal static class StudiesListCommand
{
    internal static Command Create(Terminal terminal)
    {
        var limit = new Option<int>("--limit") { Description = "Most studies to show.", DefaultValueFactory = _ => 20 };
        var command = new Command("list", "Lists searches, the newest first. Example: vane studies list --limit 5") { limit };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenExisting(parse, terminal);
            var studies = (records?.Studies(parse.GetValue(limit)) ?? []).Select(s => (Kept: s, Trials: records!.Trials(s.Id))).ToList();
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(studies.Select(s => new
                {
                    s.Kept.Id, s.Kept.Study, s.Kept.Created, trials = s.Trials.Count, best = BestOf(s.Kept.Study, s.Trials),
                }));
            }
            else if (studies.Count == 0)
            {
                terminal.Output.WriteLine("No studies yet: vane tune samples/btc-v4.yaml");
            }
            else
            {
                terminal.WriteTable(
                    [">no", "study", "run", "started (UTC)", "sampler", "pruner", ">trials", "metric", ">best", ">standard error"],
                    studies.Select(s => Row(s.Kept, s.Trials)));
            }

            return 0;
        });
        return command;
    }

    /// <summary>The best complete trial, the earliest of equals; null where there is none.</summary>
    internal static Trial? BestOf(Study study, IReadOnlyList<Trial> trials)
    {
        var complete = trials.Where(t => t.State == TrialState.Complete);
        return study.HigherIsBetter ? complete.MaxBy(t => t.Value) : complete.MinBy(t => t.Value);
    }

    private static IReadOnlyList<string> Row(KeptStudy kept, IReadOnlyList<Trial> trials)
    {
        var best = BestOf(kept.Study, trials);
        return
        [
            $"{kept.Id}", kept.Study.Name, kept.Study.RunId[..8], RecordText.Time(kept.Created), kept.Study.Sampler, kept.Study.Pruner, $"{trials.Count}",
            kept.Study.Metric, RecordText.Number(best?.Value), RecordText.Number(best?.StandardError),
        ];
    }
}

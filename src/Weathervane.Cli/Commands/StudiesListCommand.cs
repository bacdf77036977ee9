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
            var studies = records?.Studies(parse.GetValue(limit)) ?? [];
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(studies.Select(s => new { s.Id, s.Study, s.Created, s.Trials, s.Best }));
            }
            else if (studies.Count == 0)
            {
                terminal.Output.WriteLine("No studies yet: vane tune samples/btc-v4.yaml");
            }
            else
            {
                terminal.WriteTable(
                    [">no", "study", "run", "started (UTC)", "sampler", "pruner", ">trials", "metric", ">best", ">standard error"],
                    studies.Select(Row));
            }

            return 0;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(KeptStudy kept) =>
    [
        $"{kept.Id}", kept.Study.Name, kept.Study.RunId[..8], RecordText.Time(kept.Created), kept.Study.Sampler, kept.Study.Pruner, $"{kept.Trials}",
        kept.Study.Metric, RecordText.Number(kept.Best?.Value), RecordText.Number(kept.Best?.StandardError),
    ];
}

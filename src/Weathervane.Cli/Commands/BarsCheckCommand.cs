using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane bars check FILE</c>: the quality card.</summary>
internal static class BarsCheckCommand
{
    private const int HolesShown = 5;

    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A .csv or .csv.gz file of bars." };
        var options = new BarsOptions();
        var command = new Command(
            "check",
            """
            Reads a file of bars and shows what it is like: span, hours, holes, duplicates, odd bars, signs of a wrong clock.

            Examples:
              vane bars check btcusd_1h.csv.gz
              vane bars check gbpusd_m15.csv --clock Europe/London-05:00 --json
            """) { file };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            var card = BarReader.Read(parse.GetRequiredValue(file), options.Of(parse), terminal.Cancel).Card;
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(Json(card));
            }
            else
            {
                Show(card, terminal);
            }
        });
        return CommonOptions.OfThisMachine(command);
    }

    /// <summary>The card as scripts read it; the names are fixed.</summary>
    private static object Json(QualityCard card) => new
    {
        card.Rows,
        card.First,
        card.Last,
        IntervalSeconds = card.Interval.TotalSeconds,
        Gaps = new
        {
            card.Gaps.Count,
            card.Gaps.MissingBars,
            LargestSeconds = card.Gaps.Largest.TotalSeconds,
            List = card.Gaps.List.Select(g => new { g.From, g.To, g.MissingBars }),
        },
        card.Duplicates,
        card.Conflicts,
        card.OutOfOrder,
        card.BlankRows,
        card.StrayHeaders,
        card.OhlcContradictions,
        card.ZeroVolume,
        card.StaleRuns,
        card.Jumps,
        card.Calendar,
        card.Closures,
        card.Ties,
        card.Sha256,
        card.Problems,
    };

    internal static void Show(QualityCard card, Terminal terminal)
    {
        terminal.WriteTable(["bars", ">" + Text(card.Rows)], Facts(card).Select(f => (string[])[f.Name, f.Value]));
        foreach (var hole in card.Gaps.List.OrderByDescending(g => g.MissingBars).ThenBy(g => g.From).Take(HolesShown))
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"hole: {Text(hole.From)} to {Text(hole.To)}, {hole.MissingBars} bars missing"));
        }

        if (card.Gaps.Count > HolesShown)
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... and {card.Gaps.Count - HolesShown} smaller holes (all with --json)"));
        }

        foreach (var problem in card.Problems)
        {
            terminal.Output.WriteLine("problem: " + problem);
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(QualityCard card) =>
    [
        ("first", Text(card.First)),
        ("last", Text(card.Last)),
        ("interval", IntervalText.Format(card.Interval)),
        ("clock", card.Clock),
        ("stamp", (card.Stamp == BarStamp.Close ? "close" : "open") + (card.StampGuessed ? " (guessed)" : "")),
        ("calendar", card.Calendar),
        ("closures", Text(card.Closures)),
        ("holes", Text(card.Gaps.Count)),
        ("missing bars", Text(card.Gaps.MissingBars)),
        ("longest step", card.Gaps.Largest.ToString("c", CultureInfo.InvariantCulture)),
        ("ties", card.Ties.ToString("P2", CultureInfo.InvariantCulture)),
        ("duplicates", Text(card.Duplicates)),
        ("conflicts", Text(card.Conflicts)),
        ("out of order", Text(card.OutOfOrder)),
        ("blank rows", Text(card.BlankRows)),
        ("stray headers", Text(card.StrayHeaders)),
        ("OHLC contradictions", Text(card.OhlcContradictions)),
        ("prices of 0 or less", Text(card.NonPositive)),
        ("without volume", Text(card.ZeroVolume)),
        ("stale runs", Text(card.StaleRuns)),
        ("implausible jumps", Text(card.Jumps.Count)),
        ("SHA-256", card.Sha256),
    ];

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

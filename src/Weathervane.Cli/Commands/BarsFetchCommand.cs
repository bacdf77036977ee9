using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Feeds;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Fetching;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane bars fetch</c>: bars from an exchange, into a file or a series.</summary>
internal static class BarsFetchCommand
{
    private const int CorrectionsShown = 5;

    private static readonly string Help = $"""
        Fetches closed bars from an exchange's public API (no key needed), into a file or into a series of the workspace. It goes on from what is there:
        new bars, a few before them in case the exchange has corrected one, and the holes. Ctrl-C keeps what has come, and the next fetch goes on.
        Exchanges: {string.Join(", ", ExchangeCatalog.All.Select(e => $"{e.Name} ({e.ExampleSymbol})"))}. Kraken hands out its newest 720 bars only.

        Examples:
          vane bars fetch --exchange binance --symbol BTCUSDT --interval 1h --from 2017-08-17 --out btcusdt-1h.csv
          vane bars fetch --exchange binance --symbol BTCUSDT --interval 1h --out btcusdt-1h.csv      later: what is new, and the holes
          vane bars fetch --exchange coinbase --symbol BTC-USD --interval 1h                         into the series coinbase-BTC-USD-1h
        """;

    internal static Command Create(Terminal terminal)
    {
        var options = new ExchangeOptions();
        var from = new Option<string?>("--from")
        {
            Description = $"Open of the first bar, UTC (default: goes on from what is there, else the newest {BarFetch.FirstBars:N0} bars). Asks for all holes since then.", HelpName = "TIME",
        };
        var to = new Option<string?>("--to") { Description = "Where to end, not included (default: now).", HelpName = "TIME" };
        var output = new Option<string?>("--out", "--output", "-o") { Description = "A .csv or .csv.gz file; what it holds already is kept.", HelpName = "FILE" };
        var series = new Option<string?>("--series") { Description = "The workspace's series (default: EXCHANGE-SYMBOL-INTERVAL).", HelpName = "NAME" };
        var command = new Command("fetch", Help) { from, to, output, series };
        options.AddTo(command, required: true);
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is not null && result.GetValue(series) is not null)
            {
                result.AddError("--out and --series name two places. Give one of them.");
            }
        });
        command.SetAction(async (parse, cancel) =>
        {
            var (source, quiet) = (options.SourceOf(parse), parse.GetValue(CommonOptions.Quiet));
            var request = new FetchRequest { Take = _ => { }, From = MomentOf(parse, from), To = MomentOf(parse, to) };
            var (place, report, bars) = parse.GetValue(output) is { } path
                ? await ExchangeFile.FetchAsync(path, source, request, Asker(), terminal.Clock, cancel)
                : await IntoSeriesAsync(parse.GetValue(series) ?? source.StandardName, source, request, Asker());
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(Json(place, report, bars));
                return 0;
            }

            await ShowAsync(place, report, bars, terminal, quiet);
            return 0;

            async Task<(string, FetchReport, BarSeries)> IntoSeriesAsync(string name, BarSource bars, FetchRequest wanted, Func<FetchRequest, Task<FetchReport>> ask)
            {
                using var workspace = Workspaces.Open(parse, terminal);
                if (workspace.Series.List().FirstOrDefault(s => s.Name == name) is not { } known || known.Interval != IntervalText.Format(bars.Interval.Length))
                {
                    workspace.Series.Put(name, IntervalText.Format(bars.Interval.Length), []);
                }

                var report = await ask(wanted with { Held = workspace.Series.Bars(name), Take = taken => workspace.Series.Take(name, taken) });
                return ($"series {name}", report, workspace.Series.Bars(name));
            }

            Func<FetchRequest, Task<FetchReport>> Asker() => ExchangeFile.Asker(source, options.AskOf(parse, terminal), terminal, quiet, cancel);
        });
        return command;
    }

    private static DateTimeOffset? MomentOf(ParseResult parse, Option<string?> option) => parse.GetValue(option) is { } text ? Moments.Parse(option.Name, text) : null;

    /// <summary>What came, as scripts read it; the names are fixed.</summary>
    private static object Json(string place, FetchReport report, BarSeries bars) => new
    {
        Place = place,
        report.Added,
        report.Corrected,
        report.Unchanged,
        report.LeftOut,
        report.Pages,
        report.Notes,
        Bars = bars.Count,
        First = bars.Count == 0 ? (DateTime?)null : bars.Times[0],
        Last = bars.Count == 0 ? (DateTime?)null : bars.Times[^1],
        MissingBars = Missing(bars),
    };

    private static async Task ShowAsync(string place, FetchReport report, BarSeries bars, Terminal terminal, bool quiet)
    {
        foreach (var (before, after) in report.Corrected.Take(CorrectionsShown))
        {
            await terminal.Error.WriteLineAsync($"vane: warning: the exchange has corrected the bar of {Text(after.Time)}: {Changes(before, after)}.");
        }

        if (report.Corrected.Count > CorrectionsShown)
        {
            await terminal.Error.WriteLineAsync(FormattableString.Invariant($"vane: warning: {report.Corrected.Count - CorrectionsShown} more bars were corrected (all with --json)."));
        }

        if (report.LeftOut.Count > 0)
        {
            await terminal.Error.WriteLineAsync(FormattableString.Invariant($"vane: warning: {report.LeftOut.Count} bars that no market makes were left out, the first of {Text(report.LeftOut[0].Time)}."));
        }

        foreach (var note in quiet ? [] : report.Notes)
        {
            await terminal.Error.WriteLineAsync(note);
        }

        var holes = Missing(bars) is var missing and > 0 ? FormattableString.Invariant($"; {missing:N0} bars are missing in between, which the exchange has not given") : "";
        await terminal.Output.WriteLineAsync(bars.Count == 0
            ? $"{place}: the exchange has no closed bars there."
            : FormattableString.Invariant($"{place}: {report.Added:N0} new bars, {report.Corrected.Count} corrected; {bars.Count:N0} bars from {Text(bars.Times[0])} to {Text(bars.Times[^1])} UTC{holes}."));
    }

    private static long Missing(BarSeries bars)
    {
        var missing = 0L;
        for (var i = 0; i < bars.Count - 1; i++)
        {
            missing += bars.MissingAfter(i);
        }

        return missing;
    }

    private static string Changes(Bar before, Bar after) => string.Join(", ", new (string Name, double Before, double After)[]
    {
        ("open", before.Open, after.Open), ("high", before.High, after.High), ("low", before.Low, after.Low), ("close", before.Close, after.Close), ("volume", before.Volume, after.Volume),
    }.Where(v => v.Before != v.After).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Name} {v.Before} is now {v.After}")));

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

using Weathervane.Bars;
using Weathervane.Feeds;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Fetching;

namespace Weathervane.Cli.Commands;

/// <summary>Fetches bars of an exchange into a file, with a progress line.</summary>
internal static class ExchangeFile
{
    /// <summary>Asks the exchange, and shows how far it is.</summary>
    internal static Func<FetchRequest, Task<FetchReport>> Asker(BarSource source, AskOptions ask, Terminal terminal, bool quiet, CancellationToken cancel) => async wanted =>
    {
        using var line = new ProgressLine(terminal, $"fetching {source}", quiet);
        using var client = new ExchangeClient(source.Exchange, terminal.Clock, ask);
        return await BarFetch.RunAsync(client, source, wanted with { Progress = line }, terminal.Clock, cancel);
    };

    /// <summary>Goes on from what the file holds; whatever stops it, what has come is in the file.</summary>
    internal static async Task<(string Place, FetchReport Report, BarSeries Bars)> FetchAsync(
        string path, BarSource source, FetchRequest wanted, Func<FetchRequest, Task<FetchReport>> ask, TimeProvider clock, CancellationToken cancel)
    {
        var shelf = BarShelf.Open(path, source.Interval.Length, clock, cancel);
        try
        {
            var report = await ask(wanted with { Held = shelf.Held, Take = shelf.Take });
            var bars = shelf.Bars();
            return (path, bars.Count == 1 ? report with { Notes = [.. report.Notes, $"{path}: a file of bars holds two or more, so it is written with the next one."] } : report, bars);
        }
        finally
        {
            shelf.Save();
        }
    }
}

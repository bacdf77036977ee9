using System.Globalization;
using Weathervane.Bars;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Exchanges;

namespace Weathervane.Feeds.Fetching;

/// <summary>Brings what is held up to what the exchange has: page by page, closed bars alone, each bar once.</summary>
/// <remarks>Whatever stops it, the pages before were taken, and the next fetch goes on from there.</remarks>
public sealed class BarFetch
{
    /// <summary>How many bars are fetched where nothing is held and no start is given.</summary>
    public const int FirstBars = 20_000;

    /// <summary>How many of the held bars are compared with the exchange's.</summary>
    public const int Overlap = 24;

    /// <summary>How many stretches with holes are asked for again, unless a start is given.</summary>
    public const int HolesAsked = 50;

    private const int FewestToJudge = 3;
    private readonly ExchangeClient _client;
    private readonly BarSource _source;
    private readonly FetchRequest _request;
    private readonly FetchPlan _plan;
    private readonly List<ChangedBar> _corrected = [];
    private readonly List<Bar> _leftOut = [];
    private int _added, _unchanged, _pages;

    private BarFetch(ExchangeClient client, BarSource source, FetchRequest request, DateTimeOffset now) =>
        (_client, _source, _request, _plan) = (client, source, request, FetchPlan.Of(source, request, now));

    /// <summary>Fetches.</summary>
    /// <param name="client">Asks the exchange of <paramref name="source"/>.</param>
    /// <param name="source">Which bars.</param>
    /// <param name="request">From when to when, beside what is held.</param>
    /// <param name="clock">Says what is closed, beside the exchange's own clock.</param>
    /// <param name="cancel">Stops after the pages that have come.</param>
    /// <exception cref="InputException">The exchange knows no such symbol, or what is held is of another market.</exception>
    /// <exception cref="IOException">The exchange did not answer; the pages before were taken.</exception>
    public static async Task<FetchReport> RunAsync(ExchangeClient client, BarSource source, FetchRequest request, TimeProvider clock, CancellationToken cancel = default)
    {
        if (request.Held is { } held && held.Count > 1 && held.Interval != source.Interval.Length)
        {
            throw new InputException(
                "interval", $"what is kept has bars of {IntervalText.Format(held.Interval)}, not of {IntervalText.Format(source.Interval.Length)}.", "Use another name.");
        }

        var fetch = new BarFetch(client, source, request, clock.GetUtcNow());
        await fetch.RunAsync(cancel);
        return new FetchReport
        {
            Added = fetch._added,
            Corrected = [.. fetch._corrected.OrderBy(c => c.After.Time)],
            Unchanged = fetch._unchanged,
            LeftOut = fetch._leftOut,
            Pages = fetch._pages,
            Notes = fetch._plan.Notes,
        };
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        var (whole, done) = (Math.Max(1, _plan.Stretches.Sum(s => (s.Until - s.From).Ticks)), 0L);
        foreach (var stretch in _plan.Stretches)
        {
            for (var from = stretch.From; from < stretch.Until;)
            {
                var next = await PageAsync(from, stretch.Until, cancel);
                done += ((next < stretch.Until ? next : stretch.Until) - from).Ticks;
                from = next;
                _request.Progress?.Report((double)done / whole);
            }
        }
    }

    /// <returns>Where the next page begins.</returns>
    private async Task<DateTime> PageAsync(DateTime from, DateTime until, CancellationToken cancel)
    {
        var (exchange, step) = (_source.Exchange, _source.Interval.Length);
        var (end, pageEnd) = (until.AddMilliseconds(-1), from + (exchange.PageBars - 1) * step);
        var last = exchange.FindsFirst || end < pageEnd ? end : pageEnd;
        var (page, knownAt) = await _client.PageAsync(new PageRequest(_source.Symbol, _source.Interval, from, last), cancel);
        _pages++;
        Keep([.. page.Bars.Where(b => b.Time >= from && b.Time < until && IsClosed(b, page, knownAt)).OrderBy(b => b.Time).DistinctBy(b => b.Time)]);
        if (!exchange.FindsFirst)
        {
            return pageEnd + step;
        }

        var newest = page.Bars.Count == 0 ? from : page.Bars.Max(b => b.Time);
        // An answer without a bar at or after the start: there are no more. A short one ends the stretch as well.
        return newest >= from && page.Bars.Count >= exchange.PageBars ? newest + step : until;
    }

    private bool IsClosed(Bar bar, BarPage page, DateTimeOffset knownAt) =>
        bar.Time + _source.Interval.Length <= knownAt.UtcDateTime && (page.LastClosed is not { } last || bar.Time <= last);

    private void Keep(List<Bar> bars)
    {
        _leftOut.AddRange(bars.Where(b => !CanBe(b)));
        bars.RemoveAll(b => !CanBe(b));
        var (known, changed) = (0, new List<ChangedBar>());
        var taken = new List<Bar>();
        foreach (var bar in bars)
        {
            if (HeldAt(bar.Time) is not { } held)
            {
                taken.Add(bar);
            }
            else if (held == bar)
            {
                known++;
            }
            else
            {
                changed.Add(new ChangedBar(held, bar));
                taken.Add(bar);
            }
        }

        // One bar in a while is corrected; a whole stretch of others is another market.
        if (_unchanged + known + _corrected.Count == 0 && changed.Count >= FewestToJudge)
        {
            throw new InputException(
                _source.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"what is kept is of another market: all {changed.Count} bars that both have differ, the first at {changed[0].Before.Time:yyyy-MM-dd HH:mm} (close {changed[0].Before.Close}, not {changed[0].After.Close})."),
                "Use another file or series.");
        }

        if (taken.Count > 0)
        {
            _request.Take(taken);
        }

        (_added, _unchanged) = (_added + taken.Count - changed.Count, _unchanged + known);
        _corrected.AddRange(changed);
    }

    private Bar? HeldAt(DateTime time) =>
        _request.Held is { } held && held.FirstAtOrAfter(time) is var at && at < held.Count && held.Times[at] == time ? held[at] : null;

    private bool CanBe(Bar bar) =>
        double.IsFinite(bar.Open) && double.IsFinite(bar.High) && double.IsFinite(bar.Low) && double.IsFinite(bar.Close) && double.IsFinite(bar.Volume)
        && bar.Low > 0 && bar.Volume >= 0 && bar.High >= Math.Max(bar.Open, bar.Close) && bar.Low <= Math.Min(bar.Open, bar.Close)
        && (_source.Interval.Length >= TimeSpan.FromDays(1) || bar.Time.Ticks % _source.Interval.Length.Ticks == 0);
}

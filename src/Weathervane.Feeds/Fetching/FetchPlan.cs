using Weathervane.Bars;

namespace Weathervane.Feeds.Fetching;

/// <summary>A stretch of time to ask for.</summary>
/// <param name="From">The open of the first bar.</param>
/// <param name="Until">Not included.</param>
internal readonly record struct Stretch(DateTime From, DateTime Until);

/// <summary>Which stretches a fetch asks for: what is new, with a few bars before it; then the holes in what is held, the newest first; then what lies before it.</summary>
internal sealed class FetchPlan
{
    private static readonly DateTime BeforeAnyExchange = new(2009, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly BarSource _source;
    private readonly BarSeries? _held;
    private readonly DateTime _start, _until;
    private readonly List<string> _notes = [];
    private readonly List<Stretch> _stretches = [];

    private FetchPlan(BarSource source, FetchRequest request, DateTime now)
    {
        (_source, _held) = (source, request.Held is { Count: > 0 } held ? held : null);
        _until = request.To is { UtcDateTime: var to } && to < now ? to : now;
        _start = Aligned(StartOf(request, now));
        Add();
        Ask(request.From is not null);
    }

    /// <summary>In the order in which they are asked for; they do not overlap.</summary>
    internal IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>What is not asked for, and why.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    private TimeSpan Step => _source.Interval.Length;

    internal static FetchPlan Of(BarSource source, FetchRequest request, DateTimeOffset now) => new(source, request, now.UtcDateTime);

    private DateTime StartOf(FetchRequest request, DateTime now)
    {
        var first = _source.Exchange.NewestBars is { } newest ? Before(now, newest) : BeforeAnyExchange;
        var start = request.From?.UtcDateTime ?? _held?.Times[0] ?? Before(_until, BarFetch.FirstBars);
        var missed = request.From?.UtcDateTime ?? (_held is null ? now : _held.Times[^1] + Step);
        if (_source.Exchange.NewestBars is { } most && missed < first)
        {
            _notes.Add(FormattableString.Invariant($"{_source.Exchange.Name} hands out its newest {most} bars only: those before {first:yyyy-MM-dd HH:mm} UTC are not to be had from it."));
        }

        return Later(start, first);
    }

    private DateTime Before(DateTime time, int bars) => (time - BeforeAnyExchange) / Step > bars ? time - bars * Step : BeforeAnyExchange;

    // The next open of a bar. Days and weeks begin where the exchange says.
    private DateTime Aligned(DateTime time) => Step < TimeSpan.FromDays(1) && time.Ticks % Step.Ticks is var over and > 0 ? time.AddTicks(Step.Ticks - over) : time;

    private void Add()
    {
        var from = _held is null ? _start : Later(_start, _held.Times[Math.Max(0, _held.Count - BarFetch.Overlap)]);
        if (from < _until)
        {
            _stretches.Add(new Stretch(from, _until));
        }
    }

    private void Ask(bool all)
    {
        if (_held is null)
        {
            return;
        }

        var end = _stretches.Count > 0 ? _stretches[0].From : _until;
        var holes = new List<Stretch>();
        for (var i = _held.Count - 1; i > 0; i--)
        {
            var (from, until) = (Later(_held.Times[i - 1] + Step, _start), Earlier(_held.Times[i], end));
            if (from < until)
            {
                holes.Add(new Stretch(from, until));
            }
        }

        var asked = Merged(holes);
        if (!all && asked.Count > BarFetch.HolesAsked)
        {
            _notes.Add(FormattableString.Invariant(
                $"{asked.Count - BarFetch.HolesAsked} older holes were not asked for again: --from {asked[^1].From:yyyy-MM-dd} asks for all."));
            asked.RemoveRange(BarFetch.HolesAsked, asked.Count - BarFetch.HolesAsked);
        }

        _stretches.AddRange(asked);
        if (_start < Earlier(_held.Times[0], end))
        {
            _stretches.Add(new Stretch(_start, Earlier(_held.Times[0], end)));
        }
    }

    // Holes that lie within one page of each other are one request.
    private List<Stretch> Merged(List<Stretch> newestFirst)
    {
        var merged = new List<Stretch>();
        foreach (var hole in newestFirst)
        {
            if (merged.Count > 0 && merged[^1].Until - hole.From <= (_source.Exchange.PageBars - 1) * Step)
            {
                merged[^1] = merged[^1] with { From = hole.From };
            }
            else
            {
                merged.Add(hole);
            }
        }

        return merged;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
}

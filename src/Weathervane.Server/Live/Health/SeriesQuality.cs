using System.Collections.Concurrent;
using Weathervane.Bars;
using Weathervane.Bars.Calendars;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live.Health;

/// <summary>The quality card of a series' stored bars, worked out once for each state of the series.</summary>
internal sealed class SeriesQuality(Workspace workspace, ServedModels models)
{
    private readonly ConcurrentDictionary<string, (long Changes, string Calendar, ToldQuality Told)> _known = new();

    /// <summary>The card of a series.</summary>
    /// <exception cref="InputException">There is no such series.</exception>
    internal ToldQuality Of(string name)
    {
        var series = workspace.Series.Get(name);
        var calendar = CalendarOf(series);
        if (_known.TryGetValue(name, out var known) && known.Changes == series.Changes && known.Calendar == calendar)
        {
            return known.Told;
        }

        var told = Told(series, workspace.Series.Bars(name), calendar);
        _known[name] = (series.Changes, calendar, told);
        return told;
    }

    /// <summary>That of the model that answers, so that a hole here is a hole to it.</summary>
    private string CalendarOf(KeptSeries series) => models.Answering(series, out _)?.Model.Calendar ?? CalendarText.Inferred;

    private static ToldQuality Told(KeptSeries series, BarSeries bars, string calendar)
    {
        if (bars.Count < 2)
        {
            return new ToldQuality { Series = series.Name, Interval = series.Interval, Bars = bars.Count, First = bars.Count == 0 ? null : bars.Times[0], Last = bars.Count == 0 ? null : bars.Times[0] };
        }

        var card = QualityCard.Of(bars, calendar);
        return new ToldQuality
        {
            Series = series.Name,
            Interval = series.Interval,
            Bars = card.Rows,
            First = card.First,
            Last = card.Last,
            Due = CalendarText.Create(calendar, bars.Times, bars.Interval).Next(card.Last) + bars.Interval,
            Calendar = card.Calendar,
            Closures = card.Closures,
            MissingBars = card.Gaps.MissingBars,
            Gaps = card.Gaps.List,
            Ties = card.Ties,
            ZeroVolume = card.ZeroVolume,
            StaleRuns = card.StaleRuns,
            Sha256 = card.Sha256,
            Problems = card.Problems,
        };
    }
}

/// <summary>What the stored bars of a series are like.</summary>
internal sealed record ToldQuality
{
    /// <summary>The series.</summary>
    public required string Series { get; init; }

    /// <summary>The length of a bar.</summary>
    public required string Interval { get; init; }

    /// <summary>How many bars there are.</summary>
    public required int Bars { get; init; }

    /// <summary>Open of the first bar; null while there is none, as <see cref="Last"/>.</summary>
    public DateTime? First { get; init; }

    /// <summary>Open of the last bar.</summary>
    public DateTime? Last { get; init; }

    /// <summary>When the bar closes that the calendar expects next; null below two bars, as what else needs them.</summary>
    public DateTime? Due { get; init; }

    /// <summary>The calendar in words.</summary>
    public string? Calendar { get; init; }

    /// <summary>Steps longer than a bar in which nothing is missing.</summary>
    public int Closures { get; init; }

    /// <summary>Expected bars that are missing.</summary>
    public long MissingBars { get; init; }

    /// <summary>Every hole in time order.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Share of neighbouring bars with the same close, 0 to 1.</summary>
    public double? Ties { get; init; }

    /// <summary>Bars without volume.</summary>
    public int ZeroVolume { get; init; }

    /// <summary>Runs of bars that repeat all prices of the one before.</summary>
    public int StaleRuns { get; init; }

    /// <summary>SHA-256 of the bars.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

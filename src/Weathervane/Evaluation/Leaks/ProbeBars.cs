using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Evaluation.Leaks;

/// <summary>The bars that features are made of: a market's own, and those of series that join it.</summary>
/// <param name="Own">The market that is forecast; decisions are made at its bars' closes.</param>
/// <param name="Others">Joined series, by name.</param>
public sealed record ProbeBars(BarSeries Own, IReadOnlyDictionary<string, BarSeries> Others)
{
    /// <summary>Bars that nothing joins.</summary>
    /// <param name="own">The market that is forecast.</param>
    public ProbeBars(BarSeries own)
        : this(own, new Dictionary<string, BarSeries>())
    {
    }

    /// <summary>The series: null is the market's own, the others go by their names in order.</summary>
    internal IEnumerable<string?> Series => [null, .. Others.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The same bars with one series replaced.</summary>
    internal ProbeBars With(string? series, BarSeries bars) => series is null
        ? this with { Own = bars }
        : this with { Others = Others.ToDictionary(o => o.Key, o => o.Key == series ? bars : o.Value) };

    /// <summary>How many bars of a series had closed when an own bar closed.</summary>
    internal int KnownAt(int bar, string? series)
    {
        if (series is null)
        {
            return bar + 1;
        }

        var (other, moment) = (Others[series], Own.Times[bar] + Own.Interval);
        return other.FirstAtOrAfter(moment - other.Interval + TimeSpan.FromTicks(1));
    }
}

/// <summary>Makes features of bars: a pipeline's recipe, or any program.</summary>
/// <param name="bars">The bars; never changed.</param>
/// <param name="cancel">Stops the work.</param>
public delegate BarFeatures FeatureProgram(ProbeBars bars, CancellationToken cancel);

/// <summary>Features bar by bar.</summary>
/// <param name="Matrix">[own bars x features]; NaN where unknown.</param>
/// <param name="Present">[own bars] whether the program gave a row for the bar; null for all.</param>
public sealed record BarFeatures(FeatureMatrix Matrix, bool[]? Present = null);

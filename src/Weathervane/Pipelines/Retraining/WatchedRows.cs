using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Numerics;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Retraining;

/// <summary>A model's features over the bars of a series, parted at the last bar that it learnt from.</summary>
public sealed class WatchedRows
{
    private const double Low = 0.05, Middle = 0.5, High = 0.95;
    private readonly DateTime[] _times;

    private WatchedRows(FeatureMatrix learnt, FeatureMatrix since, DateTime[] times) => (Learnt, Since, _times) = (learnt, since, times);

    /// <summary>[rows x features] up to the last bar learnt from, past the warm-up, in time order.</summary>
    public FeatureMatrix Learnt { get; }

    /// <summary>[rows x features] of the bars after it, in time order.</summary>
    public FeatureMatrix Since { get; }

    /// <summary>Computes the features.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bars">Bars that came without a file; its pipeline's calendar is put on them.</param>
    /// <param name="others">The further series that it uses, by name.</param>
    /// <param name="threads">Most threads; the values are the same for any.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Null where no bar has a full row.</returns>
    /// <exception cref="InputException">Bars differ from the recipe, or a series is missing.</exception>
    public static WatchedRows? Of(ForecastModel model, BarSeries bars, IReadOnlyDictionary<string, BarSeries> others, int threads = 1, CancellationToken cancel = default)
    {
        if (bars.Count < 2)
        {
            return null;
        }

        var (features, first) = model.Recipe.Compute(model.OnCalendar(bars), others, threads, cancel);
        if (bars.Count <= first)
        {
            return null;
        }

        var learnt = Math.Clamp(bars.FirstAtOrAfter(model.Facts.To) + 1, first, bars.Count);
        return new WatchedRows(features.Slice(first, learnt - first), features.Slice(learnt, bars.Count - learnt), bars.Times[first..].ToArray());
    }

    /// <summary>Holds the newest rows against those learnt from.</summary>
    /// <param name="options">How strict to be.</param>
    /// <param name="kept">The reference that the version was kept with; null where it has none: then its features alone are held against those learnt from, as the bars now stand.</param>
    /// <param name="said">What the version said of bars, and what came of it, by the open of the bar; NaN where that is not known.</param>
    /// <returns>Null where there are too few rows on either side.</returns>
    /// <exception cref="InputException">The reference is of other features.</exception>
    public DriftReport? Check(DriftWatchOptions options, DriftReference? kept = null, IReadOnlyDictionary<DateTime, (double Forecast, double Outcome)>? said = null)
    {
        var later = _times[Learnt.Rows..].Select(t => said?.TryGetValue(t, out var of) is true ? of : (Forecast: double.NaN, Outcome: double.NaN)).ToList();
        return new DriftWatch(() => kept ?? options.ReferenceOf(Learnt), options)
            .Check(new LaterRows(Since, [.. later.Select(l => l.Forecast)], [.. later.Select(l => l.Outcome)]));
    }

    /// <summary>Open of the first bar of the newest rows; null where there is none.</summary>
    /// <param name="window">Most rows.</param>
    public DateTime? WindowFrom(int window) => Since.Rows == 0 ? null : _times[^Math.Min(window, Since.Rows)];

    /// <summary>One feature over time: percentiles of stretches, beside those of the reference.</summary>
    /// <param name="feature">Its name.</param>
    /// <param name="reference">Most rows of the reference, counted back from the last one learnt from; older ones are not shown.</param>
    /// <param name="points">About how many stretches; at least one row each.</param>
    /// <exception cref="InputException">The model has no such feature.</exception>
    public FeatureHistory History(string feature, int reference, int points)
    {
        var column = ColumnOf(feature);
        var kept = Math.Min(Learnt.Rows, reference);
        var learnt = Learnt.Column(column)[^kept..];
        var since = Since.Column(column);
        var length = Math.Max(1, (learnt.Length + since.Length + points - 1) / points);
        var stretches = new List<FeatureStretch>();
        Add(learnt, Learnt.Rows - kept, isLearnt: true);
        Add(since, Learnt.Rows, isLearnt: false);
        var whole = SortedSample.Known(learnt);
        return new FeatureHistory(feature, Share(whole, Low), Share(whole, Middle), Share(whole, High), whole.Length, stretches);

        // No stretch holds rows of both sides.
        void Add(ReadOnlySpan<double> values, int offset, bool isLearnt)
        {
            for (var start = 0; start < values.Length; start += length)
            {
                var known = SortedSample.Known(values.Slice(start, Math.Min(length, values.Length - start)));
                if (known.Length > 0)
                {
                    stretches.Add(new FeatureStretch(_times[offset + start], isLearnt, known.Length, Share(known, Low), Share(known, Middle), Share(known, High)));
                }
            }
        }
    }

    /// <summary>How the newest values of one feature are spread over bins of the reference.</summary>
    /// <param name="feature">Its name.</param>
    /// <param name="reference">Most rows of the reference, counted back from the last one learnt from.</param>
    /// <param name="window">Most of the newest rows.</param>
    /// <param name="bins">At least 3.</param>
    /// <exception cref="InputException">The model has no such feature.</exception>
    public DriftHistogram Histogram(string feature, int reference, int window, int bins)
    {
        Weathervane.Check.InRange(bins, 3, 10_000);
        var column = ColumnOf(feature);
        return DriftHistogram.Of(feature, Learnt.Column(column)[^Math.Min(Learnt.Rows, reference)..], Since.Column(column)[^Math.Min(Since.Rows, window)..], bins);
    }

    private int ColumnOf(string feature)
    {
        var column = Learnt.Names.ToList().IndexOf(feature);
        return column >= 0 ? column : throw new InputException("feature", $"the model has no feature '{feature}'.", $"It has {string.Join(", ", Learnt.Names)}.");
    }

    private static double Share(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : SortedSample.Quantile(sorted, share);
}

/// <summary>One feature over time beside what was learnt from; in the feature's own unit.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Low">5th percentile of the reference; NaN where none of its values is known, as the next two.</param>
/// <param name="Middle">Its median.</param>
/// <param name="High">Its 95th percentile.</param>
/// <param name="ReferenceRows">Known values of the reference.</param>
/// <param name="Stretches">In time order; a stretch without a known value is left out.</param>
public sealed record FeatureHistory(string Feature, double Low, double Middle, double High, int ReferenceRows, IReadOnlyList<FeatureStretch> Stretches);

/// <summary>Neighbouring rows of one feature.</summary>
/// <param name="From">Open of the first bar, UTC.</param>
/// <param name="IsLearnt">Whether the model has learnt from them.</param>
/// <param name="Rows">Known values.</param>
/// <param name="Low">Their 5th percentile.</param>
/// <param name="Middle">Their median.</param>
/// <param name="High">Their 95th percentile.</param>
public sealed record FeatureStretch(DateTime From, bool IsLearnt, int Rows, double Low, double Middle, double High);

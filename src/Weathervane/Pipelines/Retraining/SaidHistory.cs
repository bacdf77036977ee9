using Weathervane.Monitoring.Drift;
using Weathervane.Numerics;

namespace Weathervane.Pipelines.Retraining;

/// <summary>What a version said of bars, or what came true of them, over time beside the reference that it was kept with.</summary>
public static class SaidHistory
{
    // Fewer outcomes say little of a share.
    private const int ShortestStretch = 20;

    private const double Low = 0.05, Middle = 0.5, High = 0.95;

    // A normal's 95th percentile.
    private const double Ninety = 1.6448536269514722;

    /// <summary>Forecasts by their percentiles, as features are. Outcomes by the share of ups; beside it where nine of ten stretches would lie if nothing but luck moved them.</summary>
    /// <param name="reference">What the version was kept with: its forecasts, or the outcomes that it learnt from.</param>
    /// <param name="values">By the open of the bar, in time order; values that are not finite are unknown and left out.</param>
    /// <param name="points">Most stretches.</param>
    /// <returns>Stretches of about equal length, none of them learnt from. Percentiles of a stretch of outcomes are NaN, as is all of a reference that has too few known values.</returns>
    public static FeatureHistory Of(ReferenceColumn reference, IReadOnlyList<(DateTime Bar, double Value)> values, int points)
    {
        var known = values.Where(v => double.IsFinite(v.Value)).ToList();
        var count = Math.Clamp(known.Count / ShortestStretch, Math.Min(known.Count, 1), points);
        var isOutcome = reference.Kind == ColumnKind.Outcome;
        var stretches = Enumerable.Range(0, count)
            .Select(i => known[(int)((long)i * known.Count / count)..(int)((i + 1L) * known.Count / count)])
            .Select(s => isOutcome ? Share(s) : Spread(s)).ToList();
        if (reference.Rows < DriftOptions.ReferenceRowsMin)
        {
            return new FeatureHistory(reference.Name, double.NaN, double.NaN, double.NaN, reference.Rows, stretches);
        }

        var luck = isOutcome && count > 0 ? Ninety * Math.Sqrt(reference.Mean * (1 - reference.Mean) * count / known.Count) : 0;
        return isOutcome
            ? new FeatureHistory(reference.Name, Math.Max(0, reference.Mean - luck), reference.Mean, Math.Min(1, reference.Mean + luck), reference.Rows, stretches)
            : new FeatureHistory(reference.Name, Percentile(reference, Low), Percentile(reference, Middle), Percentile(reference, High), reference.Rows, stretches);
    }

    private static FeatureStretch Share(List<(DateTime Bar, double Value)> stretch) =>
        new(stretch[0].Bar, IsLearnt: false, stretch.Count, double.NaN, stretch.Average(s => s.Value), double.NaN);

    private static FeatureStretch Spread(List<(DateTime Bar, double Value)> stretch)
    {
        var sorted = SortedSample.Known([.. stretch.Select(s => s.Value)]);
        return new FeatureStretch(stretch[0].Bar, IsLearnt: false, sorted.Length, SortedSample.Quantile(sorted, Low), SortedSample.Quantile(sorted, Middle), SortedSample.Quantile(sorted, High));
    }

    /// <summary>The edge that is nearest to a share of the rows: exact to half the width of a bin.</summary>
    private static double Percentile(ReferenceColumn reference, double share)
    {
        var (nearest, distance, below) = (reference.Largest, 1 - share, 0.0);
        for (var i = 0; i < reference.Edges.Length; i++)
        {
            below += reference.Shares[i];
            if (Math.Abs(below - share) < distance)
            {
                (nearest, distance) = (reference.Edges[i], Math.Abs(below - share));
            }
        }

        return nearest;
    }
}

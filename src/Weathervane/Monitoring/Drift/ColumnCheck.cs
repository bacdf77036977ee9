using System.Globalization;
using Weathervane.Monitoring.DriftTests;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Drift;

/// <summary>Holds one column of a window against its reference.</summary>
internal static class ColumnCheck
{
    // A column that never moved has no law to draw from: the first percent of other values may be a slip, more is another column.
    private const double OddMax = 0.01;
    private const double MoreMissingMax = 0.05;

    /// <summary>Tests a column by itself; what other columns do to its p-value comes later.</summary>
    /// <param name="reference">What is kept of the reference.</param>
    /// <param name="window">[rows] in time order; a value that is not finite is unknown.</param>
    /// <param name="columns">How many columns are tested together.</param>
    /// <param name="seed">The column's own seed.</param>
    /// <param name="options">How strict to be.</param>
    internal static ColumnDrift Of(ReferenceColumn reference, ReadOnlySpan<double> window, int columns, ulong seed, DriftOptions options)
    {
        var values = ReferenceFit.Known(window);
        var bare = new ColumnDrift { Name = reference.Name, Kind = reference.Kind, Rows = values.Length, Missing = window.Length - values.Length };
        if (reference.Rows < DriftOptions.ReferenceRowsMin)
        {
            return WithMissing(bare with { Words = Text($"not tested: the reference holds {reference.Rows} known values, and {DriftOptions.ReferenceRowsMin} are needed") }, reference);
        }

        if (values.Length < DriftOptions.RowsMin)
        {
            return WithMissing(bare with { Words = Text($"not tested: the window holds {values.Length} known values, and {DriftOptions.RowsMin} are needed") }, reference);
        }

        var outside = values.Count(v => v < reference.Smallest || v > reference.Largest) / (double)values.Length;
        return WithMissing(
            reference.Shares.Length < 2 ? Constant(bare, reference, values) : Tested(bare with { Outside = outside }, reference, values, columns, seed, options), reference);
    }

    private static ColumnDrift Constant(ColumnDrift bare, ReferenceColumn reference, double[] values)
    {
        var odd = values.Count(v => v != reference.Smallest) / (double)values.Length;
        return bare with
        {
            Outside = odd,
            Alarm = odd > OddMax,
            Words = odd == 0
                ? Text($"constant at {reference.Smallest:G6}, as in the reference")
                : Text($"was constant at {reference.Smallest:G6} in the reference; {odd:P1} of the window differs, {OddMax:P0} is allowed"),
        };
    }

    private static ColumnDrift Tested(ColumnDrift bare, ReferenceColumn reference, double[] values, int columns, ulong seed, DriftOptions options)
    {
        var pair = DistributionPair.OfBins(reference.Points, reference.Shares, reference.Deciles, reference.Rows);
        var counts = new int[reference.Shares.Length];
        var (mean, squares) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            counts[Quantiles.BinOf(reference.Edges, values[i])]++;
            var step = values[i] - mean;
            mean += step / (i + 1);
            squares += step * (values[i] - mean);
        }

        pair.SetCounts(counts, 1, values.Length, values.Length);
        double[] scores = [.. DriftTestCatalog.All.Select(t => t.Score(pair))], statistics = [.. DriftTestCatalog.All.Select(t => t.Statistic(pair))];
        var draws = NullDraws.Of(reference, pair, values.Length, scores, seed, options);
        DriftTestResult[] tests = [.. DriftTestCatalog.All.Select((t, i) => new DriftTestResult(t.Name, statistics[i], draws.PValue(i, scores[i]), draws.StretchOf(i)))];
        // The mean's own error, and the strictness that the first of so many columns meets.
        var error = Math.Sqrt(draws.MeanVariance) / reference.Deviation;
        var strict = Normal.Quantile(1 - (options.Level / (2 * columns * draws.EffectiveTests)));
        return bare with
        {
            PValue = draws.Combined(tests.Min(t => t.PValue)),
            Shift = (mean - reference.Mean) / reference.Deviation,
            Spread = Math.Sqrt(squares / (values.Length - 1)) / reference.Deviation,
            SmallestVisibleShift = (strict + Normal.Quantile(0.8)) * error,
            EffectiveRows = Math.Min(values.Length, 1 / Math.Max((error * error) - (1.0 / reference.Rows), 1e-12)),
            Tests = tests,
        };
    }

    private static ColumnDrift WithMissing(ColumnDrift found, ReferenceColumn reference)
    {
        var (before, now) = (reference.Missing / (double)Math.Max(1, reference.Rows + reference.Missing), found.Missing / (double)Math.Max(1, found.Rows + found.Missing));
        return now <= before + MoreMissingMax
            ? found
            : found with
            {
                Alarm = true,
                Words = (found.Words.Length == 0 ? "" : found.Words + "; ") + Text($"{now:P1} of the values are missing, {before:P1} were in the reference"),
            };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

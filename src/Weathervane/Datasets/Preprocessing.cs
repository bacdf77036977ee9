using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Datasets;

/// <summary>How columns are brought to one scale.</summary>
public enum Scaling
{
    /// <summary>Left as they are.</summary>
    None,

    /// <summary>Minus the mean, divided by the population standard deviation.</summary>
    Standard,

    /// <summary>Minus the median, divided by the distance between the quartiles.</summary>
    Robust,
}

/// <summary>What takes the place of unknown values.</summary>
public enum Imputation
{
    /// <summary>Nothing: NaN stays NaN.</summary>
    None,

    /// <summary>The column's median among the training rows.</summary>
    Median,
}

/// <summary>What is done to features before a learner sees them: the record of its settings. <see cref="Fit"/> on the training rows only.</summary>
public sealed record Preprocessing
{
    /// <summary>How columns are brought to one scale.</summary>
    public Scaling Scaler { get; init; }

    /// <summary>What takes the place of unknown values.</summary>
    public Imputation Impute { get; init; }

    /// <summary>Learns the columns to keep, centres, scales and fill values.</summary>
    /// <remarks>Values that are not finite are left out of the statistics. Columns without any finite value are dropped, and named
    /// in <see cref="Preprocessor.DroppedNames"/>. A constant column is centred and keeps its scale. Quartiles interpolate linearly
    /// between neighbours in rank.</remarks>
    /// <param name="train">[rows x columns] features of the training rows.</param>
    /// <exception cref="InputException">No column has any finite value.</exception>
    public Preprocessor Fit(FeatureMatrix train)
    {
        var kept = new List<int>();
        var (centers, scales, fills) = (new List<double>(), new List<double>(), new List<double>());
        for (var c = 0; c < train.Columns; c++)
        {
            var known = SortedSample.Known(train.Column(c));
            if (known.Length > 0)
            {
                var (center, scale) = CenterAndScale(known);
                kept.Add(c);
                centers.Add(center);
                scales.Add(scale);
                fills.Add(Impute == Imputation.Median ? SortedSample.Quantile(known, 0.5) : double.NaN);
            }
        }

        return kept.Count > 0
            ? new Preprocessor(train.Names, [.. kept], [.. centers], [.. scales], [.. fills])
            : throw new InputException("features", $"none of the {train.Columns} columns has a finite value in the {train.Rows} training rows.");
    }

    private (double Center, double Scale) CenterAndScale(double[] sorted)
    {
        if (Scaler == Scaling.None)
        {
            return (0, 1);
        }

        // Asked of the values themselves: the rounding of a mean can give a constant column a tiny deviation.
        if (sorted[0] == sorted[^1])
        {
            return (sorted[0], 1);
        }

        var (center, scale) = Scaler == Scaling.Standard
            ? MeanAndDeviation(sorted)
            : (SortedSample.Quantile(sorted, 0.5), SortedSample.Quantile(sorted, 0.75) - SortedSample.Quantile(sorted, 0.25));
        return (center, scale > 0 && double.IsFinite(scale) ? scale : 1);
    }

    private static (double Mean, double Deviation) MeanAndDeviation(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var (mean, squares) = (sum / values.Length, 0.0);
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }
}

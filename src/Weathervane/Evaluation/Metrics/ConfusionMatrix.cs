namespace Weathervane.Evaluation.Metrics;

/// <summary>Counts of right and wrong decisions, and the scores that follow from them.</summary>
/// <param name="TrueNegatives">Said down, was down.</param>
/// <param name="FalsePositives">Said up, was down.</param>
/// <param name="FalseNegatives">Said down, was up.</param>
/// <param name="TruePositives">Said up, was up.</param>
public readonly record struct ConfusionMatrix(long TrueNegatives, long FalsePositives, long FalseNegatives, long TruePositives)
{
    /// <summary>Counts decisions; a probability above 0.5 says up, 0.5 itself says down.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        Check.SameLength(probabilities.Length, labels.Length, nameof(probabilities));
        Span<long> counts = stackalloc long[4];
        for (var i = 0; i < labels.Length; i++)
        {
            counts[(labels[i] > 0.5 ? 2 : 0) + (probabilities[i] > 0.5 ? 1 : 0)]++;
        }

        return new ConfusionMatrix(counts[0], counts[1], counts[2], counts[3]);
    }

    /// <summary>How many rows were counted.</summary>
    public long Rows => TrueNegatives + FalsePositives + FalseNegatives + TruePositives;

    /// <summary>Rows that were up.</summary>
    public long Up => TruePositives + FalseNegatives;

    /// <summary>Rows that were down.</summary>
    public long Down => TrueNegatives + FalsePositives;

    /// <summary>Share of right decisions; NaN for no rows.</summary>
    public double Accuracy => (double)(TrueNegatives + TruePositives) / Rows;

    /// <summary>Mean of the shares of ups and of downs that were found; NaN unless there are both.</summary>
    public double BalancedAccuracy => (((double)TruePositives / Up) + ((double)TrueNegatives / Down)) / 2;

    /// <summary>Share of right ones among those called up; 0 where nothing was called up.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of the ups that were called up; 0 where nothing was up.</summary>
    public double Recall => Ratio(TruePositives, Up);

    /// <summary>Harmonic mean of precision and recall; 0 where both are 0.</summary>
    public double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Matthews correlation of decisions and labels, -1 to 1; 0 where either never changes.</summary>
    public double Mcc
    {
        get
        {
            // Products of counts pass 2^63 from 60,000 rows on, so they are taken in double.
            double tn = TrueNegatives, fp = FalsePositives, fn = FalseNegatives, tp = TruePositives;
            var scale = Math.Sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
            return scale == 0 ? 0 : ((tp * tn) - (fp * fn)) / scale;
        }
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

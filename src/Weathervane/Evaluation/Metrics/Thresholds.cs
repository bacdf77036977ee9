namespace Weathervane.Evaluation.Metrics;

/// <summary>Rows that share one probability.</summary>
/// <param name="Probability">The probability.</param>
/// <param name="Up">How many of the rows were up.</param>
/// <param name="Down">How many were down.</param>
internal readonly record struct Threshold(double Probability, long Up, long Down);

/// <summary>What every ranking metric and curve walks over.</summary>
internal static class Thresholds
{
    /// <summary>The distinct probabilities, the largest first; ties are one threshold, so their order cannot matter.</summary>
    internal static List<Threshold> Descending(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var keys = probabilities.ToArray();
        var values = labels.ToArray();
        Array.Sort(keys, values);
        var thresholds = new List<Threshold>();
        for (var i = keys.Length - 1; i >= 0;)
        {
            var (probability, up, down) = (keys[i], 0L, 0L);
            for (; i >= 0 && keys[i] == probability; i--)
            {
                (up, down) = values[i] > 0.5 ? (up + 1, down) : (up, down + 1);
            }

            thresholds.Add(new Threshold(probability, up, down));
        }

        return thresholds;
    }
}

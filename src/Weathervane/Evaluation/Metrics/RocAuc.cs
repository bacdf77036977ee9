namespace Weathervane.Evaluation.Metrics;

/// <summary>Chance that a random up has a larger probability than a random down, ties counting half; NaN unless there are both.</summary>
public static class RocAuc
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "roc_auc",
        Summary = "Chance that an up is ranked above a down.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Probability,
        Ranks = new Ranking(Score, Influence),
        Coin = _ => 0.5,
    };

    private static double Score(ReadOnlySpan<long> up, ReadOnlySpan<long> down)
    {
        // Twice the number of (up, down) pairs in order stays a whole number, so nothing is rounded before the division.
        long twice = 0, ups = 0, downs = 0;
        for (var i = 0; i < up.Length; i++)
        {
            twice += down[i] * ((2 * ups) + up[i]);
            (ups, downs) = (ups + up[i], downs + down[i]);
        }

        return ups == 0 || downs == 0 ? double.NaN : twice / (2.0 * ups * downs);
    }

    /// <summary>The share of the other class that a row is on the right side of, less the area, over the share of its own class.</summary>
    private static void Influence(ReadOnlySpan<long> up, ReadOnlySpan<long> down, Span<double> ofUp, Span<double> ofDown)
    {
        long ups = 0, downs = 0;
        for (var i = 0; i < up.Length; i++)
        {
            (ups, downs) = (ups + up[i], downs + down[i]);
        }

        var (area, rows) = (Score(up, down), (double)(ups + downs));
        long upsAbove = 0, downsBelow = downs;
        for (var i = 0; i < up.Length; i++)
        {
            downsBelow -= down[i];
            ofUp[i] = rows / ups * (((downsBelow + (down[i] / 2.0)) / downs) - area);
            ofDown[i] = rows / downs * (((upsAbove + (up[i] / 2.0)) / ups) - area);
            upsAbove += up[i];
        }
    }
}

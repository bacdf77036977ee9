namespace Weathervane.Evaluation.Metrics;

/// <summary>Mean of the precision at each threshold, weighted by the recall that it adds; NaN unless there are ups and downs.</summary>
public static class AveragePrecision
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "average_precision",
        Summary = "Precision averaged over recall.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Probability,
        Ranks = new Ranking(Score, Influence) { Unrelated = Unrelated },
        Coin = up => up,
    };

    private static double Score(ReadOnlySpan<long> up, ReadOnlySpan<long> down)
    {
        var sum = 0.0;
        long ups = 0, downs = 0;
        for (var i = 0; i < up.Length; i++)
        {
            (ups, downs) = (ups + up[i], downs + down[i]);
            // A resampled threshold may hold no row at all.
            sum += up[i] == 0 ? 0 : up[i] * ((double)ups / (ups + downs));
        }

        return ups == 0 || downs == 0 ? double.NaN : sum / ups;
    }

    /// <summary>The derivative of S / U, S the sum over ups of the precision at their threshold: a row adds to the precision of all thresholds from its own down.</summary>
    private static void Influence(ReadOnlySpan<long> up, ReadOnlySpan<long> down, Span<double> ofUp, Span<double> ofDown)
    {
        long ups = 0, rows = 0;
        for (var i = 0; i < up.Length; i++)
        {
            (ups, rows) = (ups + up[i], rows + up[i] + down[i]);
        }

        var score = Score(up, down);
        var (upsAbove, above) = (ups, rows);
        double more = 0, less = 0;
        for (var i = up.Length - 1; i >= 0; i--)
        {
            var precision = (double)upsAbove / above;
            more += (double)up[i] / above;
            less += up[i] * precision / above;
            ofUp[i] = (double)rows / ups * (precision + more - less - score);
            ofDown[i] = (double)rows / ups * -less;
            (upsAbove, above) = (upsAbove - up[i], above - up[i] - down[i]);
        }
    }

    /// <summary>The same with the share of ups for the precision everywhere: Savage's scores, the sum of 1 / rank from the row's own rank down, times label less share.</summary>
    /// <remarks>Source: Hajek, Sidak and Sen, Theory of Rank Tests (1999), section 4.1.</remarks>
    private static void Unrelated(ReadOnlySpan<long> up, ReadOnlySpan<long> down, Span<double> ofUp, Span<double> ofDown)
    {
        long ups = 0, rows = 0;
        for (var i = 0; i < up.Length; i++)
        {
            (ups, rows) = (ups + up[i], rows + up[i] + down[i]);
        }

        var (share, above, savage) = ((double)ups / rows, rows, 0.0);
        for (var i = up.Length - 1; i >= 0; i--)
        {
            savage += (double)(up[i] + down[i]) / above;
            ofUp[i] = (1 - share) * savage;
            ofDown[i] = -share * savage;
            above -= up[i] + down[i];
        }
    }
}

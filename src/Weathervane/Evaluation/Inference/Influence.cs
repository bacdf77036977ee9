using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Inference;

/// <summary>How much each row moves a score: what turns a metric that is no mean over rows into a series whose mean can be tested.</summary>
/// <remarks>A score differs from its true value by the mean of the influences, up to terms that vanish faster. Those of means are the rows' own
/// parts; those of counts come from leaving one row of each kind out; those of ranks in closed form. Source: Hampel (1974), JASA 69(346); Efron and
/// Tibshirani, An Introduction to the Bootstrap (1993), chapter 22.</remarks>
public static class Influence
{
    /// <summary>[rows] the score plus each row's influence: a series with the score as its mean.</summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>Null where the score is undefined, or one row less would leave it undefined.</returns>
    public static double[]? Series(OutOfSample forecasts, Metric metric)
    {
        if (forecasts.Labels.Length < 2 || !double.IsFinite(forecasts.Score(metric)))
        {
            return null;
        }

        var series = forecasts.RowScores(metric)
            ?? (forecasts.Kind == ForecastKind.Coin ? OfCoin(forecasts.Labels, metric.Coin!)
            : metric.CountScore is { } counts ? OfCounts(forecasts, counts)
            : OfRanks(forecasts, metric.Ranks!, metric.Ranks!.Influence));
        return series.All(double.IsFinite) ? series : null;
    }

    /// <summary>[rows] the same as it would be if the forecasts had nothing to do with the labels.</summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>Null where <see cref="Series"/> is null, or is all that there is.</returns>
    public static double[]? Unrelated(OutOfSample forecasts, Metric metric) =>
        metric.Ranks?.Unrelated is not { } unrelated || Series(forecasts, metric) is not { } series ? null
        : forecasts.Kind == ForecastKind.Coin ? series
        : OfRanks(forecasts, metric.Ranks, unrelated);

    /// <summary>How much one more row of each kind moves a score of counts, times the number of rows; in the order TN, FP, FN, TP.</summary>
    internal static double[] OfCells(ConfusionMatrix matrix, Func<ConfusionMatrix, double> score)
    {
        var (whole, rows) = (score(matrix), matrix.Rows - 1.0);
        ConfusionMatrix[] less =
        [
            matrix with { TrueNegatives = matrix.TrueNegatives - 1 }, matrix with { FalsePositives = matrix.FalsePositives - 1 },
            matrix with { FalseNegatives = matrix.FalseNegatives - 1 }, matrix with { TruePositives = matrix.TruePositives - 1 },
        ];
        long[] counts = [matrix.TrueNegatives, matrix.FalsePositives, matrix.FalseNegatives, matrix.TruePositives];
        return [.. less.Select((m, i) => counts[i] == 0 ? 0 : rows * (whole - score(m)))];
    }

    private static double[] OfCounts(OutOfSample forecasts, Func<ConfusionMatrix, double> score)
    {
        var matrix = ConfusionMatrix.Of(forecasts.Labels, forecasts.Probabilities);
        var cells = OfCells(matrix, score);
        return Centred(
            [.. forecasts.Labels.Zip(forecasts.Probabilities, (l, p) => cells[(l > 0.5 ? 2 : 0) + (p > 0.5 ? 1 : 0)])], score(matrix));
    }

    /// <summary>The expected score of a coin follows from the share of up alone.</summary>
    private static double[] OfCoin(double[] labels, Func<double, double> score)
    {
        var (n, ups) = ((double)labels.Length, labels.Sum());
        var (whole, lessUp, lessDown) = (score(ups / n), score((ups - 1) / (n - 1)), score(ups / (n - 1)));
        return Centred([.. labels.Select(l => (n - 1) * (whole - (l > 0.5 ? lessUp : lessDown)))], whole);
    }

    private static double[] OfRanks(OutOfSample forecasts, Ranking ranks, RankInfluence influence)
    {
        var table = new RankTable(forecasts.Labels, forecasts.Probabilities);
        var (up, down) = table.Counts();
        var (ofUp, ofDown) = (new double[up.Length], new double[up.Length]);
        influence(up, down, ofUp, ofDown);
        var series = new double[forecasts.Labels.Length];
        table.Spread(ofUp, ofDown, series);
        return Centred(series, ranks.Score(up, down));
    }

    /// <summary>Leaving one out has a mean of the second order; it is no part of the score.</summary>
    private static double[] Centred(double[] series, double score)
    {
        var mean = series.Average();
        return [.. series.Select(s => score + (s - mean))];
    }
}

using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Judging;

/// <summary>A bare confusion matrix beside a rule, by one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Baseline">The rule: always-up, always-down or coin.</param>
/// <param name="Score">Of the matrix.</param>
/// <param name="BaselineScore">Of the rule on the same rows; a coin's is expected.</param>
/// <param name="Low">Lower end of the 95 % interval of the gain.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided.</param>
public sealed record MatrixComparison(Metric Metric, string Baseline, double Score, double BaselineScore, double Low, double High, double PValue)
{
    /// <summary>How much better the matrix scores; below 0 it is worse.</summary>
    public double Gain => Metric.Gain(Score, BaselineScore);

    /// <summary>What may be said.</summary>
    public Verdict Verdict => PValue > 0.05 || Gain == 0 ? Verdict.NotProven : Gain > 0 ? Verdict.Beats : Verdict.Worse;
}

/// <summary>Judges counts of right and wrong decisions, when nothing else is known of a model.</summary>
/// <remarks>Rows are taken for independent, which those of overlapping labels are not. Accuracy is tested exactly: against a rule by the rows on
/// which one of the two is right (<see cref="McNemar"/>), against a coin by the binomial distribution of the right ones. Other metrics are tested by the
/// influence of their cells (<see cref="Influence"/>), normal in the limit.</remarks>
public static class MatrixJudge
{
    private const double NormalLimit = 1.959963984540054;

    /// <summary>Judges a matrix against always up, always down and a coin, by every metric of decisions.</summary>
    /// <param name="matrix">At least 2 rows.</param>
    /// <returns>Accuracy against the rule that is right more often comes first: it decides.</returns>
    /// <exception cref="InputException">A count is negative, or there are fewer than two rows.</exception>
    public static IReadOnlyList<MatrixComparison> Judge(ConfusionMatrix matrix)
    {
        long[] counts = [matrix.TrueNegatives, matrix.FalsePositives, matrix.FalseNegatives, matrix.TruePositives];
        if (counts.Any(c => c is < 0 or > 1L << 50) || matrix.Rows < 2)
        {
            throw new InputException("confusion", $"{string.Join(",", counts)} are no counts of at least 2 rows.", "Give TN,FP,FN,TP as whole numbers, such as 6005,3408,5681,4088.");
        }

        string[] rules = matrix.Up >= matrix.Down ? ["always-up", "always-down", "coin"] : ["always-down", "always-up", "coin"];
        Metric[] metrics = [Accuracy.Metric, .. MetricCatalog.All.Where(m => m.CountScore is not null)];
        return [.. metrics.SelectMany(m => rules.Select(r => Compare(matrix, counts, m, r))).OfType<MatrixComparison>()];
    }

    private static MatrixComparison? Compare(ConfusionMatrix matrix, long[] counts, Metric metric, string rule)
    {
        var score = metric.CountScore ?? (m => m.Accuracy);
        var (ours, n, share) = (score(matrix), (double)matrix.Rows, (double)matrix.Up / matrix.Rows);
        var other = rule switch
        {
            "always-up" => new ConfusionMatrix(0, matrix.Down, 0, matrix.Up),
            "always-down" => new ConfusionMatrix(matrix.Down, 0, matrix.Up, 0),
            _ => default,
        };
        var theirs = rule == "coin" ? metric.Coin!(share) : score(other);
        if (double.IsNaN(ours - theirs))
        {
            return null;
        }

        var (own, rules) = (Influence.OfCells(matrix, score), rule == "coin" ? OfCoin(metric.Coin!, matrix) : ByLabel(Influence.OfCells(other, score), other));
        // The spread of the rows' differences around their mean is that of the gain.
        double mean = 0, square = 0;
        for (var c = 0; c < 4; c++)
        {
            var difference = own[c] - rules[c < 2 ? 0 : 1];
            mean += counts[c] / n * difference;
            square += counts[c] / n * difference * difference;
        }

        var (gain, error) = (metric.Gain(ours, theirs), Math.Sqrt(Math.Max(0, square - (mean * mean)) / n));
        var p = metric != Accuracy.Metric ? (error == 0 ? (gain == 0 ? 1 : 0) : 2 * Normal.Cdf(-Math.Abs(gain) / error)) : Exact(matrix, rule);
        return new MatrixComparison(metric, rule, ours, theirs, gain - (NormalLimit * error), gain + (NormalLimit * error), p);
    }

    private static double Exact(ConfusionMatrix matrix, string rule)
    {
        var test = rule switch
        {
            "always-up" => McNemar.Of(matrix.TrueNegatives, matrix.FalseNegatives),
            "always-down" => McNemar.Of(matrix.TruePositives, matrix.FalsePositives),
            _ => new TestOutcome(matrix.Accuracy, Binomial.TwoSided(matrix.TrueNegatives + matrix.TruePositives, matrix.Rows, 0.5)),
        };
        // Right on the same rows is no difference at all.
        return test.Undefined is null ? test.PValue : 1;
    }

    /// <summary>Of a row that was down and of one that was up.</summary>
    private static double[] ByLabel(double[] cells, ConfusionMatrix rule) =>
        [rule.TrueNegatives > 0 ? cells[0] : cells[1], rule.TruePositives > 0 ? cells[3] : cells[2]];

    private static double[] OfCoin(Func<double, double> coin, ConfusionMatrix matrix)
    {
        var (n, up) = (matrix.Rows - 1.0, (double)matrix.Up);
        var whole = coin(up / matrix.Rows);
        return [n * (whole - coin(up / n)), up == 0 ? 0 : n * (whole - coin((up - 1) / n))];
    }
}

using Weathervane.Evaluation.Curves;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation;

public sealed class CurveTests
{
    private static readonly double[] Labels = [1, 0, 1, 0, 1];
    private static readonly double[] Probabilities = [0.9, 0.8, 0.8, 0.3, 0.2];

    [Fact]
    public void Roc_points_step_from_none_to_all_with_ties_together() => Assert.Equal(
        [
            new(double.PositiveInfinity, 0, 0), new(0.9, 0, 1 / 3.0), new(0.8, 0.5, 2 / 3.0), new(0.3, 1, 2 / 3.0), new RocPoint(0.2, 1, 1),
        ], RocCurve.Of(Labels, Probabilities));

    [Fact]
    public void Precision_recall_points_end_at_a_recall_of_1() => Assert.Equal(
        [
            new(0.9, 1 / 3.0, 1), new(0.8, 2 / 3.0, 2 / 3.0), new(0.3, 2 / 3.0, 0.5), new PrecisionRecallPoint(0.2, 1, 0.6),
        ], PrecisionRecallCurve.Of(Labels, Probabilities));

    [Fact]
    public void The_area_under_the_roc_points_is_the_auc_and_thinning_keeps_both_ends()
    {
        var (labels, probabilities) = Random(5_000);
        var points = RocCurve.Of(labels, probabilities, int.MaxValue);
        var area = points.Zip(points.Skip(1), (a, b) => (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
        Assert.Equal(RocAuc.Metric.Score(labels, probabilities), area, 1e-12);
        var thin = RocCurve.Of(labels, probabilities, 100);
        Assert.Equal((100, points[0], points[^1]), (thin.Count, thin[0], thin[^1]));
        Assert.Subset(points.ToHashSet(), thin.ToHashSet());
    }

    [Fact]
    public void One_class_has_no_curves()
    {
        Assert.Empty(RocCurve.Of([1, 1], [0.2, 0.3]));
        Assert.Empty(PrecisionRecallCurve.Of([0, 0], [0.2, 0.3]));
        Assert.Empty(RocCurve.Of([], []));
    }

    [Fact]
    public void Reliability_bins_hold_every_row_once_and_about_equally_many()
    {
        var (labels, probabilities) = Random(1_000);
        var bins = Reliability.Of(labels, probabilities, 10);
        Assert.Equal(10, bins.Count);
        Assert.All(bins, b => Assert.InRange(b.Rows, 90, 110));
        Assert.Equal(1_000, bins.Sum(b => b.Rows));
        Assert.Equal(labels.Sum(), bins.Sum(b => b.ShareUp * b.Rows), 1e-9);
        Assert.Equal(probabilities.Sum(), bins.Sum(b => b.MeanProbability * b.Rows), 1e-9);
        Assert.All(bins.Zip(bins.Skip(1)), p => Assert.True(p.First.Upper < p.Second.Lower));
        // The made probabilities are true ones: 95 % intervals hold the mean forecast in 9.5 of 10 bins.
        Assert.True(bins.Count(b => b.Low <= b.MeanProbability && b.MeanProbability <= b.High) >= 8);
    }

    [Fact]
    public void Equal_probabilities_share_one_bin()
    {
        var bin = Assert.Single(Reliability.Of([1, 0, 1, 1], [0.5, 0.5, 0.5, 0.5]));
        Assert.Equal((0.5, 0.5, 4, 0.75), (bin.Lower, bin.Upper, bin.Rows, bin.ShareUp));
        Assert.Empty(Reliability.Of([], []));
    }

    [Fact]
    public void Wilsons_interval_is_the_published_one()
    {
        // 8 of 10: Wilson (1927) gives 0.4902 to 0.9433; 0 of 10 gives 0 to z^2 / (10 + z^2) = 0.2775.
        var (low, high) = Reliability.Wilson(8, 10);
        Assert.Equal((0.4902, 0.9433), (Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Equal((0.0, 0.2775), (Reliability.Wilson(0, 10).Low, Math.Round(Reliability.Wilson(0, 10).High, 4)));
    }

    private static (double[] Labels, double[] Probabilities) Random(int rows)
    {
        var random = new SeededRandom(31);
        double[] probabilities = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(random.NextDouble(), 3))];
        return ([.. probabilities.Select(p => random.NextDouble() < p ? 1.0 : 0.0)], probabilities);
    }
}

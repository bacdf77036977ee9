using Weathervane.Numerics;
using Weathervane.Pipelines.Reports;
using Weathervane.Pipelines.Reports.Charts;

namespace Weathervane.Tests.Pipelines.Reports.Charts;

public sealed class CurveTests
{
    [Fact]
    public void Short_curves_stay_as_they_are()
    {
        CurvePoint[] points = [new(0, 0), new(0.3, 0.6), new(1, 1)];
        Assert.Same(points, Curve.Thin(points));
    }

    [Fact]
    public void Thinning_keeps_the_ends_the_order_and_only_points_of_the_curve()
    {
        var points = Roc(15_000);
        var thin = Curve.Thin(points);
        Assert.Equal(Curve.PointsMax, thin.Count);
        Assert.Equal(points[0], thin[0]);
        Assert.Equal(points[^1], thin[^1]);
        Assert.Subset(points.ToHashSet(), thin.ToHashSet());
        Assert.All(thin.Zip(thin.Skip(1)), pair => Assert.True(pair.First.X <= pair.Second.X));
    }

    [Fact]
    public void Thinning_keeps_the_area_under_a_roc_curve() =>
        // Half of the last digit that the page shows of it.
        Assert.Equal(Area(Roc(15_000)), Area(Curve.Thin(Roc(15_000))), 5e-4);

    [Fact]
    public void Thinning_keeps_a_lone_spike()
    {
        // One point of 10,000 stands out; every second or hundredth point would miss it.
        var points = Enumerable.Range(0, 10_000).Select(i => new CurvePoint(i, i == 5_431 ? 1 : 0)).ToArray();
        Assert.Contains(new CurvePoint(5_431, 1), Curve.Thin(points));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.15, 0.3)] // half way from (0, 0) to (0.3, 0.6)
    [InlineData(0.65, 0.8)] // half way from (0.3, 0.6) to (1, 1)
    [InlineData(1, 1)]
    public void Values_between_points_lie_on_the_line_between_them(double x, double y) =>
        Assert.Equal(y, Curve.At([new(0, 0), new(0.3, 0.6), new(1, 1)], x), 1e-12);

    [Fact]
    public void There_is_no_value_outside_the_curve() => Assert.Equal(double.NaN, Curve.At([new(0.2, 0), new(1, 1)], 0.1));

    private static CurvePoint[] Roc(int rows)
    {
        var random = new SeededRandom(3);
        var (found, mistaken) = (0.0, 0.0);
        var points = new List<CurvePoint> { new(0, 0) };
        for (var i = 0; i < rows; i++)
        {
            // Falling from 0.65 to 0.35: the higher the rank, the more often up.
            (found, mistaken) = random.NextDouble() < 0.65 - (0.3 * i / rows) ? (found + 1, mistaken) : (found, mistaken + 1);
            points.Add(new(mistaken, found));
        }

        return [.. points.Select(p => new CurvePoint(p.X / mistaken, p.Y / found))];
    }

    private static double Area(IReadOnlyList<CurvePoint> points) =>
        points.Zip(points.Skip(1)).Sum(p => (p.Second.X - p.First.X) * (p.First.Y + p.Second.Y) / 2);
}

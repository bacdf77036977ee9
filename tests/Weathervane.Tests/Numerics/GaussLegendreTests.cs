using Weathervane.Numerics;

namespace Weathervane.Tests.Numerics;

/// <summary>The quadrature against what it promises: the integrals of powers, which are 1 / (power + 1).</summary>
public sealed class GaussLegendreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(500)]
    public void Powers_up_to_twice_the_points_less_one_are_exact(int points)
    {
        var rule = GaussLegendre.Of(points);
        Assert.Equal(points, rule.Points.Distinct().Count());
        Assert.All(rule.Points, p => Assert.InRange(p, 1e-7, 1 - 1e-7));
        for (var power = 0; power < 2 * points; power++)
        {
            var sum = rule.Points.Zip(rule.Weights, (p, w) => w * Math.Pow(p, power)).Sum();
            // Relative: rounding of the points, raised to the power.
            Assert.Equal(1, sum * (power + 1), 1e-12 * points);
        }
    }

    [Fact]
    public void One_power_more_is_not() =>
        Assert.NotEqual(1, GaussLegendre.Of(3).Points.Zip(GaussLegendre.Of(3).Weights, (p, w) => w * Math.Pow(p, 6)).Sum() * 7, 1e-4);
}

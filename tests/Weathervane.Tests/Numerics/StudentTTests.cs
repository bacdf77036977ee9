using Weathervane.Numerics;

namespace Weathervane.Tests.Numerics;

public sealed class StudentTTests
{
    /// <summary>Relative; the logarithms of the gamma function of a few hundred lose three digits, and nothing here needs more than six.</summary>
    private const double Tolerance = 1e-10;

    [Fact]
    public void Tails_agree_with_another_implementation()
    {
        foreach (var degrees in (double[])[1, 2, 3, 7.5, 30, 128, 1000])
        {
            for (var t = -8.0; t <= 8; t += 0.37)
            {
                var expected = 2 * MathNet.Numerics.Distributions.StudentT.CDF(0, 1, degrees, -Math.Abs(t));
                Assert.Equal(expected, StudentT.TwoSided(t, degrees), Tolerance * Math.Max(expected, 1e-6));
            }
        }
    }

    [Fact]
    public void One_and_two_degrees_have_closed_forms()
    {
        // One degree is Cauchy's: 1 - 2 atan(t) / pi; two degrees: 1 - t / sqrt(2 + t^2).
        Assert.Equal(1 - (2 * Math.Atan(3) / Math.PI), StudentT.TwoSided(3, 1), 1e-13);
        Assert.Equal(1 - (3 / Math.Sqrt(11)), StudentT.TwoSided(3, 2), 1e-13);
    }

    [Fact]
    public void The_limit_inverts_the_tail_and_tends_to_the_normal_one()
    {
        foreach (var chance in (double[])[0.9, 0.2, 0.05, 0.001])
        {
            Assert.Equal(chance, StudentT.TwoSided(StudentT.Limit(chance, 9), 9), 1e-13);
        }

        // Table values: 12.706 at one degree, 2.228 at ten; 1.95996 for a normal number.
        Assert.Equal(12.706, StudentT.Limit(0.05, 1), 0.0005);
        Assert.Equal(2.228, StudentT.Limit(0.05, 10), 0.0005);
        Assert.Equal(1.95996, StudentT.Limit(0.05, 1e7), 0.00001);
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(double.PositiveInfinity, 0.0)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(double.NaN, double.NaN)]
    public void Handles_the_ends(double t, double expected) => Assert.Equal(expected, StudentT.TwoSided(t, 5));
}

using Weathervane.Numerics;

namespace Weathervane.Tests.Numerics;

public sealed class FixedMathTests
{
    /// <summary>Units in the last place; the C library itself is right to less than 1, so 2 leaves each side its rounding.</summary>
    private const double UlpMax = 2;

    [Fact]
    public void Exp_is_within_two_units_of_the_platform()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 200_000; i++)
        {
            var x = (random.NextDouble() - 0.5) * (i % 2 == 0 ? 2 : 1400);
            AssertClose(Math.Exp(x), FixedMath.Exp(x), x);
        }
    }

    [Fact]
    public void Sine_of_turns_is_exact_at_the_quarters_and_near_the_platform_between()
    {
        Assert.Equal([0, 1, 0, -1, 0, 1], new[] { 0, 0.25, 0.5, 0.75, 7, -2.75 }.Select(FixedMath.SinTurns));
        Assert.True(double.IsNaN(FixedMath.SinTurns(double.NaN)) && double.IsNaN(FixedMath.SinTurns(double.PositiveInfinity)));
        var random = new SeededRandom(6);
        for (var i = 0; i < 100_000; i++)
        {
            // The platform rounds the angle of at most 2 pi: half a unit of 6.28 is 4.4e-16, and each sine adds its own rounding.
            var x = random.NextDouble() - 0.5;
            Assert.Equal(Math.Sin(Math.Tau * x), FixedMath.SinTurns(x), 7e-16);
        }
    }

    [Fact]
    public void Log_is_within_two_units_of_the_platform()
    {
        var random = new SeededRandom(2);
        for (var i = 0; i < 200_000; i++)
        {
            var x = i % 2 == 0 ? 0.5 + random.NextDouble() : Math.Exp((random.NextDouble() - 0.5) * 1400);
            AssertClose(Math.Log(x), FixedMath.Log(x), x);
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(710.0, double.PositiveInfinity)]
    [InlineData(-746.0, 0.0)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Exp_handles_the_ends(double x, double expected) => Assert.Equal(expected, FixedMath.Exp(x));

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.0, double.NegativeInfinity)]
    [InlineData(-1.0, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Log_handles_the_ends(double x, double expected) => Assert.Equal(expected, FixedMath.Log(x));

    [Fact]
    public void Exp_and_log_reach_into_the_subnormal_numbers()
    {
        Assert.Equal(Math.Exp(-744), FixedMath.Exp(-744));
        Assert.Equal(Math.Log(5e-324), FixedMath.Log(5e-324), 1e-12);
        Assert.Equal(Math.Exp(709.7), FixedMath.Exp(709.7), 1e-14 * Math.Exp(709.7));
    }

    [Fact]
    public void Log1P_keeps_its_digits_near_zero()
    {
        Assert.Equal(1e-20, FixedMath.Log1P(1e-20));
        Assert.Equal(9.999999999500000e-11, FixedMath.Log1P(1e-10), 1e-24);
        Assert.Equal(double.NegativeInfinity, FixedMath.Log1P(-1));
    }

    [Fact]
    public void Pow_and_the_logistic_pair_invert_each_other()
    {
        Assert.Equal(8, FixedMath.Pow(2, 3), 1e-14);
        Assert.Equal(1, FixedMath.Pow(0, 0));
        Assert.Equal(0.5, FixedMath.Sigmoid(0));
        Assert.Equal(0.3, FixedMath.Sigmoid(FixedMath.Logit(0.3)), 1e-15);
        Assert.Equal(0, FixedMath.Sigmoid(double.NegativeInfinity));
    }

    private static void AssertClose(double expected, double actual, double x) => Assert.True(
        expected == actual || Math.Abs(expected - actual) <= UlpMax * Math.BitIncrement(Math.Abs(expected)) - UlpMax * Math.Abs(expected),
        $"at {x:R}: {actual:R} instead of {expected:R}");
}

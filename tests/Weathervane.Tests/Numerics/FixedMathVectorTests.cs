using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Tests.Numerics;

public sealed class FixedMathVectorTests
{
    [Fact]
    public void A_lane_of_a_function_has_the_bits_of_one_number()
    {
        var random = new SeededRandom(1);
        double[] edges = [0, -0.0, 1e-300, -1e-300, 0.34657359, -0.34657359, 36.7, -36.7, 699.99, -699.99, 700, -700];
        for (var i = 0; i < 20_000; i++)
        {
            var x = i < edges.Length ? edges[i] : random.NextGaussian() * (i % 3 == 0 ? 200 : i % 3 == 1 ? 3 : 0.01);
            x = Math.Clamp(x, -700, 700);
            Assert.Equal(FixedMath.Sigmoid(x), FixedMath.Sigmoid(Vector512.Create(x))[0]);
            Assert.Equal(FixedMath.Exp(x), FixedMath.Exp(Vector512.Create(x))[0]);
        }
    }

    [Fact]
    public void A_lane_of_the_logarithm_near_1_has_the_bits_of_one_number()
    {
        var random = new SeededRandom(5);
        double[] ends = [0, double.Epsilon, 1e-300, 1e-17, 1.2e-16, 0.41421356237309492, 0.41421356237309503, 0.41421356237309515, 0.9999999999999999, 1];
        foreach (var x in ends.Concat(Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? random.NextDouble() : FixedMath.Exp(-50 * random.NextDouble()))))
        {
            Assert.Equal(FixedMath.Log1P(x), FixedMath.Log1P(Vector512.Create(x))[0]);
        }
    }

    [Fact]
    public void Lanes_beyond_the_limit_are_taken_for_the_limit() =>
        Assert.Equal(FixedMath.Sigmoid(-700.0), FixedMath.Sigmoid(Vector512.Create(double.NegativeInfinity))[0]);
}

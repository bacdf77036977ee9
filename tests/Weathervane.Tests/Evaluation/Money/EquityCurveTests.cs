using Weathervane.Evaluation.Money;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Money;

public sealed class EquityCurveTests
{
    [Fact]
    public void Is_what_four_steps_give_by_hand()
    {
        // Long over 100 to 110, short over 110 to 99, out, then half long over 99 to 198; each change costs 1 % of what is traded.
        var curve = EquityCurve.Of([100, 110, 99, 99, 198], [1, -1, 0, 0.5], 0.01);
        // 1 - 0.01 = 0.99; x 1.1 = 1.089. From long to short 2 x 1 %: x 0.98 = 1.06722; the market falls by a tenth: x 1.1 = 1.173942.
        // Out: x 0.99 = 1.16220258. Half in: x 0.995; the market doubles: x 1.5.
        double[] expected = [1, 1.089, 1.173942, 1.16220258, 1.16220258 * 0.995 * 1.5];
        Assert.All(curve.Equity.ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-14));
        Assert.Equal([(0, 1, 1.0), (1, 2, -1.0), (2, 3, 0.0), (3, 4, 0.5)], curve.Trades.Select(t => (t.First, t.End, t.Position)));
        // 0.01 + 0.02 x 1.089 + 0.01 x 1.173942 + 0.005 x 1.16220258.
        Assert.Equal(0.01 + 0.02178 + 0.01173942 + 0.0058110129, curve.Costs, 1e-14);
        Assert.Equal(1 - (1.16220258 / 1.173942), curve.Drawdowns()[3], 1e-14);
        Assert.Equal([0, 0, 0], new[] { curve.Drawdowns()[0], curve.Drawdowns()[1], curve.Drawdowns()[4] });
    }

    [Fact]
    public void The_product_of_the_trades_is_the_last_equity()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var (prices, positions) = Market(seed, 300);
            var curve = EquityCurve.Of(prices, positions, 0.001);
            // Some 300 roundings on the way.
            Assert.Equal(curve.Equity[^1], curve.Trades.Aggregate(1.0, (product, t) => product * t.Factor), 1e-11 * curve.Equity[^1]);
            Assert.Equal(curve.Equity[^1], curve.Returns().Aggregate(1.0, (product, r) => product * (1 + r)), 1e-11 * curve.Equity[^1]);
            Assert.All(curve.Trades.Zip(curve.Trades.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.First));
        }
    }

    [Fact]
    public void Always_long_without_costs_is_the_market_to_the_last_bit()
    {
        var (prices, _) = Market(1, 500);
        var curve = EquityCurve.Of(prices, [.. Enumerable.Repeat(1.0, 500)], 0);
        Assert.Equal(prices.Select(p => p / prices[0]), curve.Equity.ToArray());
        Assert.Equal(0, curve.Costs);
    }

    [Fact]
    public void The_more_trading_costs_the_less_is_left_at_every_step()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var (prices, positions) = Market(seed, 200);
            var curves = new[] { 0, 0.0001, 0.001, 0.01, 0.1 }.Select(c => EquityCurve.Of(prices, positions, c).Equity.ToArray()).ToList();
            Assert.All(curves.Zip(curves.Skip(1)), pair => Assert.All(pair.First.Zip(pair.Second), e => Assert.True(e.First >= e.Second)));
        }
    }

    [Fact]
    public void What_comes_later_changes_no_earlier_equity()
    {
        var (prices, positions) = Market(3, 200);
        var whole = EquityCurve.Of(prices, positions, 0.001).Equity.ToArray();
        for (var cut = 1; cut < 200; cut += 17)
        {
            var (other, otherPositions) = Market(99, 200);
            double[] mixed = [.. prices.Take(cut + 1), .. other.Skip(cut + 1)];
            double[] mixedPositions = [.. positions.Take(cut), .. otherPositions.Skip(cut)];
            Assert.Equal(whole.Take(cut + 1), EquityCurve.Of(mixed, mixedPositions, 0.001).Equity.ToArray().Take(cut + 1));
        }
    }

    [Fact]
    public void Ruin_is_final()
    {
        // Short while the market triples.
        var curve = EquityCurve.Of([1, 3, 1, 1], [-1, 1, 1], 0.001);
        Assert.Equal([1.0, 0, 0, 0], curve.Equity.ToArray());
        Assert.Equal(1, curve.Drawdowns()[^1]);
        Assert.Equal([-1.0, 0, 0], curve.Returns());
    }

    [Fact]
    public void Refuses_what_cannot_be_traded()
    {
        Assert.Throws<ArgumentException>(() => EquityCurve.Of([1, 2], [1, 1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => EquityCurve.Of([1, 2], [1.5], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => EquityCurve.Of([1, 0], [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => EquityCurve.Of([1, double.NaN], [1], 0));
    }

    private static (double[] Prices, double[] Positions) Market(ulong seed, int steps)
    {
        var random = new SeededRandom(seed);
        var prices = new double[steps + 1];
        prices[0] = 100;
        for (var k = 1; k < prices.Length; k++)
        {
            prices[k] = prices[k - 1] * FixedMath.Exp(0.02 * random.NextGaussian());
        }

        return (prices, [.. Enumerable.Range(0, steps).Select(_ => random.NextInt(3) switch { 0 => 1.0, 1 => 0, _ => (2 * random.NextDouble()) - 1 })]);
    }
}

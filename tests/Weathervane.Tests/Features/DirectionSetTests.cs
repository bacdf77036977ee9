using Weathervane.Features;

namespace Weathervane.Tests.Features;

/// <summary>What makes the project's own set fit to be used beyond the prices it was trained on.</summary>
public sealed class DirectionSetTests
{
    [Fact]
    public void Multiplying_prices_and_volumes_by_powers_of_two_changes_no_bit()
    {
        // Powers of two change exponents only, so every rounding is the same.
        var set = FeatureSets.Direction;
        var (plain, scaled) = (set.Compute(TestBars.Walk(2_000, 5)), set.Compute(TestBars.Walk(2_000, 5, price: 100 * 1024, volume: 10.0 / 64)));
        Assert.Empty(Enumerable.Range(0, plain.Columns).Where(c => !plain.Column(c).SequenceEqual(scaled.Column(c))).Select(c => plain.Names[c]));
    }

    [Fact]
    public void Multiplying_prices_and_volumes_by_anything_changes_nothing_but_rounding()
    {
        // Prices of other digits: 1e-9 of the column's largest value leaves room for the cancellation in x - mean(x).
        var set = FeatureSets.Direction;
        var (plain, scaled) = (set.Compute(TestBars.Walk(2_000, 5)), set.Compute(TestBars.Walk(2_000, 5, price: 0.00137, volume: 3e7)));
        for (var c = 0; c < plain.Columns; c++)
        {
            var most = plain.Column(c).ToArray().Where(double.IsFinite).Max(Math.Abs);
            for (var i = 0; i < plain.Rows; i++)
            {
                Assert.True(double.IsNaN(plain[i, c]) ? double.IsNaN(scaled[i, c]) : Math.Abs(plain[i, c] - scaled[i, c]) <= 1e-9 * most, $"{plain.Names[c]} at bar {i}");
            }
        }
    }

    [Fact]
    public void The_older_set_fails_that_test() =>
        Assert.NotEqual(FeatureSets.Btc43.Compute(TestBars.Walk(800, 5))[799, 5], FeatureSets.Btc43.Compute(TestBars.Walk(800, 5, price: 200))[799, 5]);

    [Fact]
    public void Every_value_is_finite_past_the_warmup_on_real_bars_with_volumes()
    {
        var matrix = FeatureSets.Direction.Compute(TestBars.Bitcoin);
        for (var c = 0; c < matrix.Columns; c++)
        {
            // Two hours of Bitcoin did not move at all: where such a bar stands alone, its shape is unknown.
            var unknown = matrix.Column(c)[FeatureSets.Direction.Warmup..].ToArray().Count(x => !double.IsFinite(x));
            Assert.True(unknown <= (matrix.Names[c].StartsWith("candle", StringComparison.Ordinal) ? 10 : 0), $"{matrix.Names[c]}: {unknown} unknown");
        }
    }
}

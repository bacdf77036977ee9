using Weathervane.Labels;

namespace Weathervane.Tests.Labels;

public sealed class TripleBarrierTests
{
    // Closes 100, 101, 99.99: returns of +1 % and -1 %, sample deviation sqrt(2) %. From 99.99 the barriers at one unit
    // stand at 101.404 and 98.576.
    private static readonly double[] Past = [100, 101, 99.99];
    private static readonly TripleBarrier Label = new() { ProfitTake = 1, StopLoss = 1, Limit = 3, VolatilityBars = 2 };

    [Fact]
    public void Profit_first_is_up_and_the_span_ends_there()
    {
        var outcome = At(high: [101, 101.5, 101], low: [99, 99, 90]);
        Assert.Equal((1.0, new LabelSpan(2, 4)), (outcome.Value, outcome.Span));
        Assert.Equal(Math.Sqrt(2) / 100, outcome.Return, 1e-12);
    }

    [Fact]
    public void Stop_first_is_down()
    {
        var outcome = At(high: [101, 101, 110], low: [99, 98.5, 99]);
        Assert.Equal((0.0, new LabelSpan(2, 4)), (outcome.Value, outcome.Span));
        Assert.Equal(-Math.Sqrt(2) / 100, outcome.Return, 1e-12);
    }

    [Fact]
    public void Both_within_one_bar_count_as_the_stop() => Assert.Equal(0, At(high: [102, 101, 101], low: [98, 99, 99]).Value);

    [Theory]
    [InlineData(100.5, 1.0)]
    [InlineData(99.5, 0.0)]
    [InlineData(99.99, 0.0)]
    public void At_the_limit_the_sign_of_the_return_decides(double lastClose, double expected)
    {
        var outcome = At(high: [101, 101, 101], low: [99, 99, 99], lastClose);
        Assert.Equal((expected, new LabelSpan(2, 5)), (outcome.Value, outcome.Span));
    }

    [Fact]
    public void Has_no_label_where_the_market_has_not_moved() =>
        Assert.Equal(0, Label.Compute(MadeBars.OfCloses(5, 5, 5, 5, 5, 5, 5, 5)).KnownCount);

    private static LabelOutcome At(double[] high, double[] low, double lastClose = 100)
    {
        double[] closes = [.. Past, 100, 100, lastClose];
        var bars = MadeBars.Of([.. Enumerable.Range(0, 6)], [.. Past, .. high], [.. Past, .. low], closes);
        return Label.Compute(bars)[2];
    }
}

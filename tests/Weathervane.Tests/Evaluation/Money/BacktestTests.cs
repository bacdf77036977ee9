using Weathervane.Bars;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Money;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Money;

public sealed class BacktestTests
{
    private static readonly CostOptions Free = new() { FeeBps = 0, SlippageBps = 0 };

    [Fact]
    public void A_forecast_is_acted_on_at_the_next_open_and_never_on_the_bar_that_decides()
    {
        // Up is said at the close of bar 1; the market jumps within bar 1 and again from the open of bar 2 to that of bar 3.
        var bars = Bars([100, 100, 200, 300, 300], [100, 200, 300, 300, 300]);
        var found = Backtest.Run(bars, [double.NaN, 0.9, 0.1, 0.1, double.NaN], null, Free);
        // Steps: bar 2 (200 to 300), bar 3, bar 4.
        Assert.Equal([1, 1.5, 1.5, 1.5], found.Strategy.Equity.ToArray());
        Assert.Equal([bars.Times[2], bars.Times[3], bars.Times[4], bars.Times[4] + bars.Interval], found.Times);
        Assert.Equal([1, 1.5, 1.5, 1.5], found.Hold.Equity.ToArray());
    }

    [Fact]
    public void Always_up_without_costs_is_buy_and_hold_to_the_last_bit_and_costs_are_the_same_for_both()
    {
        var (bars, _) = Market(1, 800);
        double[] up = [.. Enumerable.Repeat(0.7, 800)];
        foreach (var options in new[] { Free, new CostOptions { FeeBps = 30 } })
        {
            var found = Backtest.Run(bars, up, null, options);
            Assert.Equal(found.Hold.Equity.ToArray(), found.Strategy.Equity.ToArray());
            Assert.Equal(found.HoldFigures, found.StrategyFigures);
        }

        var free = Backtest.Run(bars, up, null, Free);
        Assert.Equal(bars.Close[799] / bars.Open[1], free.Strategy.Equity[^1]);
        Assert.Equal((bars.Close[799] / bars.Open[1]) - 1, free.StrategyFigures.Return);
    }

    [Fact]
    public void Changing_the_future_changes_no_equity_of_the_past()
    {
        var (bars, said) = Market(2, 300);
        var (others, otherSaid) = Market(77, 300);
        foreach (var rule in PositionRule.All)
        {
            var options = new CostOptions { Rule = rule.Id, Seed = 5 };
            var whole = Backtest.Run(bars, said, null, options);
            for (var cut = 20; cut < 300; cut += 31)
            {
                // Up to the open of bar 'cut' all is as it was; the bar's own close, and what is said at it, are not.
                var mixed = Bars(
                    [.. bars.Open[..(cut + 1)].ToArray(), .. others.Open[(cut + 1)..].ToArray()], [.. bars.Close[..cut].ToArray(), .. others.Close[cut..].ToArray()]);
                var found = Backtest.Run(mixed, [.. said.Take(cut), .. otherSaid.Skip(cut)], null, options);
                // Step 0 is bar 1, so the equity at the open of bar 'cut' is the one at cut - 1.
                Assert.Equal(whole.Strategy.Equity[..cut].ToArray(), found.Strategy.Equity[..cut].ToArray());
                Assert.Equal(whole.Coin.Equity[..cut].ToArray(), found.Coin.Equity[..cut].ToArray());
            }
        }
    }

    [Theory]
    [InlineData("long-flat", 0.7, 1.0)]
    [InlineData("long-flat", 0.5, 0.0)]
    [InlineData("long-short", 0.5, -1.0)]
    [InlineData("long-short", 0.51, 1.0)]
    [InlineData("sized", 0.7, 0.4)]
    [InlineData("sized", 0.1, -0.8)]
    public void Positions_follow_the_rule(string rule, double probability, double position)
    {
        Assert.Equal(position, PositionRule.Of(rule).Position(probability, 0.5), 1e-15);
        Assert.Equal("id must be one of long-flat, long-short, sized, but is 'x'.", Assert.Throws<ArgumentException>(() => PositionRule.Of("x")).Message.Split(" (")[0]);
    }

    [Theory]
    [InlineData("long-flat")]
    [InlineData("long-short")]
    [InlineData("sized")]
    public void At_the_break_even_cost_nothing_is_gained(string rule)
    {
        var (bars, _) = Market(3, 1000);
        // Forecasts that know a little: up is said more often before a rise.
        var random = new SeededRandom(8);
        double[] said = [.. Enumerable.Range(0, 1000).Select(i => i + 2 < 1000 && bars.Open[i + 2] > bars.Open[i + 1] ? 0.4 + (0.5 * random.NextDouble()) : 0.1 + (0.5 * random.NextDouble()))];
        var figures = Backtest.Run(bars, said, null, Free with { Rule = rule }).StrategyFigures;
        Assert.True(figures.Return > 0);
        var atBreakEven = Backtest.Run(bars, said, null, new CostOptions { Rule = rule, FeeBps = figures.BreakEvenBps, SlippageBps = 0 });
        Assert.Equal(0, atBreakEven.StrategyFigures.Return, 1e-9);
        // The break-even cost is a fact of the forecasts, whatever is charged.
        Assert.Equal(figures.BreakEvenBps, atBreakEven.StrategyFigures.BreakEvenBps, 1e-9 * figures.BreakEvenBps);
        // Turned round they lose before costs, and no cost breaks even.
        Assert.Equal(double.NaN, Backtest.Run(bars, [.. said.Select(p => 1 - p)], null, Free with { Rule = "long-short" }).StrategyFigures.BreakEvenBps);
    }

    [Fact]
    public void Figures_are_what_six_bars_give_by_hand()
    {
        // A year of 365.25 days in two steps of a market that doubles and halves.
        var bars = Bars([50, 100, 200, 100], [100, 200, 100, 100], TimeSpan.FromDays(365.25 / 2));
        var found = Backtest.Run(bars, [0.9, 0.9, double.NaN, double.NaN], null, Free);
        Assert.Equal((0.0, 2, 0.5), (found.StrategyFigures.Return, found.Strategy.Steps, found.StrategyFigures.Drawdown));
        // Returns 1 and -1/2; in once.
        Assert.Equal((1.0, 1, 1.0, 0.0), (found.StrategyFigures.Exposure, found.StrategyFigures.Trades, found.StrategyFigures.TurnoverPerYear, found.StrategyFigures.Costs));
        Assert.Equal(0, found.StrategyFigures.ReturnPerYear, 1e-12);
    }

    [Fact]
    public void Every_regime_counts_each_step_once_and_its_means_add_up_to_the_whole()
    {
        var (bars, said) = Market(4, 2000);
        var found = Backtest.Run(bars, said, null, new CostOptions());
        var returns = found.Strategy.Returns();
        foreach (var by in new[] { "hour", "weekday", "year" })
        {
            var lines = found.Regimes.Where(r => r.By == by).ToList();
            Assert.Equal(returns.Length, lines.Sum(l => l.Steps));
            Assert.Equal(10_000 * returns.Sum(), lines.Sum(l => l.Steps * l.MeanBps), 1e-6);
            Assert.All(lines, l => Assert.True(l.Low <= l.MeanBps && l.MeanBps <= l.High));
        }

        var thirds = found.Regimes.Where(r => r.By == "volatility").ToList();
        Assert.Equal(["low", "middle", "high"], thirds.Select(t => t.Name));
        // The first 24 bars have no volatility yet, and the thirds are thirds.
        Assert.Equal(returns.Length - 24, thirds.Sum(t => t.Steps));
        Assert.True(thirds.Max(t => t.Steps) - thirds.Min(t => t.Steps) <= 2);
        Assert.Equal(["falling", "rising"], found.Regimes.Where(r => r.By == "trend").Select(t => t.Name));
        // The hour is that of the bar traded: 1:00 on 2020-01-01, a Wednesday, for the first of 1,999 steps.
        Assert.Equal((84, 83), (found.Regimes.First(r => r.By == "hour" && r.Name == "01:00").Steps, found.Regimes.First(r => r.By == "hour" && r.Name == "00:00").Steps));
        Assert.Equal("Wednesday", found.Regimes.Where(r => r.By == "weekday").Select(r => r.Name).ElementAt(2));
    }

    [Fact]
    public void The_coin_is_seeded_dares_as_much_and_is_worth_nothing()
    {
        var (bars, said) = Market(5, 1000);
        var options = Free with { Rule = "sized" };
        var found = Backtest.Run(bars, said, null, options);
        Assert.Equal(found.Coin.Equity.ToArray(), Backtest.Run(bars, said, null, options).Coin.Equity.ToArray());
        Assert.NotEqual(found.Coin.Equity.ToArray(), Backtest.Run(bars, said, null, options with { Seed = 1 }).Coin.Equity.ToArray());
        Assert.Equal(found.StrategyFigures.Exposure, found.CoinFigures.Exposure, 1e-12);
        // 20 coins: the mean of their Sharpe ratios is 0, give or take four of its deviations.
        var ratios = Enumerable.Range(0, 20).Select(s => Backtest.Run(bars, said, null, options with { Seed = (ulong)s }).CoinFigures.Sharpe).ToList();
        var half = ratios.Average(r => r.High - r.Low) / 2 / 1.96;
        Assert.InRange(ratios.Average(r => r.Value), -4 * half / Math.Sqrt(20), 4 * half / Math.Sqrt(20));
    }

    [Fact]
    public void Each_kind_is_judged_as_one_of_all_that_are_shown()
    {
        var (bars, said) = Market(4, 2000);
        var lines = Backtest.Run(bars, said, null, new CostOptions()).Regimes;
        Assert.Equal(MultipleTesting.Holm([.. lines.Select(l => l.PValue)]), lines.Select(l => l.PValueOfAll));
        // The interval is that of the p-value alone: it leaves out 0 exactly where p is below 0.05.
        Assert.All(lines, l => Assert.Equal(l.PValue < 0.05, l.Low > 0 || l.High < 0));
        Assert.All(lines, l => Assert.Equal(l.PValueOfAll > 0.05 ? Verdict.NotProven : l.MeanBps > 0 ? Verdict.Beats : Verdict.Worse, l.Verdict));
        // Seven basis points a trade lose for certain; a few steps of a kind prove nothing.
        Assert.Contains(lines, l => l.Verdict == Verdict.Worse);
        Assert.Contains(lines, l => l.Verdict == Verdict.NotProven && l.High < 0);
        // 2020 begins on a Wednesday: of three bars there is one step in the year that is tested, and too few to test by.
        Assert.All(Backtest.Run(Bars([100, 101, 102], [101, 102, 104]), [0.9, 0.9, 0.9], null, Free).Regimes, l => Assert.Null(l.Verdict));
    }

    [Fact]
    public void Where_no_kind_is_worth_anything_a_word_is_said_in_few_backtests_and_an_interval_leaves_out_0_in_most()
    {
        const int worlds = 200;
        var (words, intervals) = (0, 0);
        for (var seed = 0; seed < worlds; seed++)
        {
            var (bars, said) = Market((ulong)(1000 + seed), 2000);
            var lines = Backtest.Run(bars, said, null, Free).Regimes;
            words += lines.Any(l => l.Verdict != Verdict.NotProven) ? 1 : 0;
            intervals += lines.Any(l => l.Low > 0 || l.High < 0) ? 1 : 0;
        }

        // 5 % of 200 and three deviations: 19. Of 37 intervals one or another fails nearly always.
        Assert.InRange(words, 0, 19);
        Assert.InRange(intervals, 120, worlds);
    }

    [Fact]
    public void Says_what_it_cannot_trade()
    {
        var (bars, said) = Market(6, 50);
        Assert.Contains("no forecast has a bar after it to trade on", Assert.Throws<InputException>(() => Backtest.Run(bars, [.. said.Select(_ => double.NaN)], null, Free)).Message, StringComparison.Ordinal);
        double[] lastOnly = [.. Enumerable.Repeat(double.NaN, 49), 0.6];
        Assert.Throws<InputException>(() => Backtest.Run(bars, lastOnly, null, Free));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backtest.Run(bars, [.. said.Select(_ => 1.2)], null, Free));
        Assert.Contains("FeeBps must be in [0, 500], but is -1.", Assert.Throws<ArgumentOutOfRangeException>(() => new CostOptions { FeeBps = -1 }).Message, StringComparison.Ordinal);
    }

    private static (BarSeries Bars, double[] Said) Market(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        var (open, close) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            open[i] = i == 0 ? 100 : close[i - 1] * FixedMath.Exp(0.001 * random.NextGaussian());
            close[i] = open[i] * FixedMath.Exp(0.01 * random.NextGaussian());
        }

        return (Bars(open, close), [.. Enumerable.Range(0, count).Select(_ => 0.3 + (0.4 * random.NextDouble()))]);
    }

    private static BarSeries Bars(double[] open, double[] close, TimeSpan? interval = null)
    {
        var step = interval ?? TimeSpan.FromHours(1);
        DateTime[] times = [.. open.Select((_, i) => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc) + (i * step))];
        return new BarSeries(
            "made", step, times, open, [.. open.Zip(close, Math.Max)], [.. open.Zip(close, Math.Min)], close, new double[open.Length]);
    }
}

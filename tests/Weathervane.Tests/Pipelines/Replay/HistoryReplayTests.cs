using Weathervane.Bars;
using Weathervane.Evaluation;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Replay;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Tests.Pipelines.Replay;

/// <summary>A replay lives through history without seeing ahead, and tells what the live loop would have done.</summary>
public sealed class HistoryReplayTests
{
    private const int Bars = 4000;
    private static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Dictionary<string, BarSeries> NoOthers = [];
    private static readonly Pipeline Recipe = PipelineFile.Parse("bars: x.csv\nfeatures: [return(1), return(5), rsi(14)]\nscaler: standard\nlearners: [logistic]\n", "p.yaml");

    private static ReplayOptions Options => new()
    {
        From = Start.AddHours(1000),
        Refresh = after => after.Date.AddDays(20),
        Check = after => after.Date.AddDays(5),
        Training = new RefreshOptions { Validation = 400, Cancel = TestContext.Current.CancellationToken },
    };

    [Fact]
    public void Nothing_that_happens_reads_a_later_bar()
    {
        const int Cut = 2600;
        var bars = Market(Bars, _ => 0.6, seed: 3);
        // The same market until the cut; then another one, with other prices, ranges and volumes.
        var other = Market(Bars, i => i < Cut ? 0.6 : 0.2, seed: 3, wild: Cut);
        Assert.Equal(bars.Close[..Cut], other.Close[..Cut]);
        Assert.NotEqual(bars.Close[Cut + 5], other.Close[Cut + 5]);
        var (one, two) = (Run(bars), Run(other));
        // The last bar before the cut is labelled by the first one after it.
        for (var i = 0; i < Cut; i++)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(one.Probabilities[i]), BitConverter.DoubleToInt64Bits(two.Probabilities[i]));
            Assert.Equal(one.Versions[i], two.Versions[i]);
            Assert.Equal(one.BaseRate[i], two.BaseRate[i]);
        }

        var until = bars.Times[Cut - 1] + bars.Interval;
        Assert.Equal(one.Events.Where(e => e.At <= until), two.Events.Where(e => e.At <= until));
        Assert.True(one.Events.Count(e => e.At <= until) > 2);
        Assert.NotEqual(one.Probabilities[^1], two.Probabilities[^1]);
    }

    [Fact]
    public void Every_forecast_has_the_bits_that_the_live_service_would_have_said()
    {
        var bars = Market(Bars, _ => 0.6, seed: 4);
        var result = Run(bars);
        var first = result.Events.First(e => e.Kind == ReplayEventKind.Refreshed);
        var known = bars.Slice(0, bars.FirstAtOrAfter(first.At));

        // What was known before the first forecast, trained by hand as 'vane run' trains it; then again at the moment of the refresh.
        var pipeline = Recipe with { Split = Recipe.Split with { Holdout = 0 } };
        var before = bars.Slice(0, result.First);
        var run = PipelineRunner.Run(pipeline, PipelineInputs.Of(pipeline, new LoadedBars(before, []), NoOthers, 1, TestContext.Current.CancellationToken), new RunOptions());
        Assert.Equal(Live(run.Models[0].Model, bars.Slice(0, result.First + 1)), result.Probabilities[result.First]);
        var incumbent = new Incumbent("version 1", run.Models[0].Model, run.Decisive.Verdict == Verdict.Beats);
        var refreshed = ModelRefresh.Run(FixedRecipe.Of(run, run.Winner), known, NoOthers, incumbent, Options.Training);
        Assert.Equal(first.Why, refreshed.Decision.Why);
        for (var bar = known.Count; bar < known.Count + 20; bar++)
        {
            Assert.Equal(2, result.Versions[bar]);
            Assert.Equal(Live(refreshed.Model!, bars.Slice(0, bar + 1)), result.Probabilities[bar]);
        }
    }

    [Fact]
    public void A_market_that_turns_round_is_noticed_and_learnt_again()
    {
        // Directions go on three times in four, and from bar 2,400 on turn three times in four: each feature looks as before, the forecasts are wrong.
        const int Turn = 2400;
        var bars = Market(6000, i => i < Turn ? 0.75 : 0.25, seed: 5);
        var forgetful = PipelineFile.Parse("bars: x.csv\nfeatures: [return(1), return(5)]\nscaler: standard\nweights: { time-decay: 300 }\nlearners: [logistic]\n", "p.yaml");
        var result = HistoryReplay.Run(forgetful, new LoadedBars(bars, []), NoOthers, Options with { Refresh = null, Check = null });
        var decay = result.Events.First(e => e.Kind == ReplayEventKind.Decay);
        // A wrong forecast costs some 1.4 nats where 0.56 were promised: a cumulated sum of 43 deviations is there within a few dozen bars.
        Assert.InRange(decay.At, bars.Times[Turn], bars.Times[Turn + 200]);
        Assert.Contains(result.Events, e => e.Kind == ReplayEventKind.Refreshed && e.At > decay.At);
        Assert.Equal(Verdict.Beats, Comparison.Of(result.Loop, result.NeverRetrained, Weathervane.Evaluation.Metrics.LogLoss.Metric).Verdict);
        // By the end it forecasts the new law: what turns three times in four costs 0.562 nats to one who knows it.
        int[] last = [.. result.Scored.Where(i => i > 5500)];
        Assert.InRange(Weathervane.Evaluation.Metrics.LogLoss.Metric.Score([.. last.Select(i => result.Labels[i].Value)], [.. last.Select(i => result.Probabilities[i])]), 0.5, 0.64);
    }

    [Fact]
    public void Quiet_markets_raise_no_alarm_and_the_schedule_is_kept()
    {
        var result = Run(Market(Bars, _ => 0.6, seed: 6));
        Assert.DoesNotContain(result.Events, e => e.Kind is ReplayEventKind.Decay or ReplayEventKind.Drift);
        // From 2020-02-11 16:00, 3,000 hours: the first refresh is due at midnight 20 days after, and each 20 days from then on.
        Assert.Equal(
            Enumerable.Range(1, 6).Select(n => new DateTime(2020, 2, 11, 0, 0, 0, DateTimeKind.Utc).AddDays(20 * n)),
            result.Events.Where(e => e.Kind is ReplayEventKind.Refreshed or ReplayEventKind.Kept).Select(e => e.At));
    }

    [Fact]
    public void The_result_is_the_same_on_any_number_of_threads()
    {
        var bars = Market(Bars, _ => 0.6, seed: 7);
        var two = Options with { Training = Options.Training with { Threads = 2 } };
        Assert.Equal(ReplayText.Json(Run(bars)), ReplayText.Json(Run(bars, two)));
    }

    [Fact]
    public void A_start_without_bars_before_or_after_it_is_refused()
    {
        var bars = Market(500, _ => 0.5, seed: 8);
        foreach (var from in new[] { Start, Start.AddHours(500), Start.AddYears(1) })
        {
            var wrong = Assert.Throws<InputException>(() => Run(bars, Options with { From = from }));
            Assert.Contains("Choose another start with --from, or give more bars.", wrong.Message, StringComparison.Ordinal);
        }
    }

    private static double Live(ForecastModel model, BarSeries bars) => new Forecaster(model).Forecast(bars)[^1].Probability;

    private static ReplayResult Run(BarSeries bars, ReplayOptions? options = null) => HistoryReplay.Run(Recipe, new LoadedBars(bars, []), NoOthers, options ?? Options);

    /// <summary>Hourly bars whose next close follows the last one's direction with a probability that may depend on the bar.</summary>
    private static BarSeries Market(int count, Func<int, double> goesOn, int seed, int wild = int.MaxValue)
    {
        var random = new Random(seed);
        var (open, high, low, close, volume) = (new double[count], new double[count], new double[count], new double[count], new double[count]);
        var (last, up) = (100.0, true);
        for (var i = 0; i < count; i++)
        {
            var (size, draw, traded) = (i >= wild ? 0.05 : 0.01, random.NextDouble(), random.Next(50));
            open[i] = last;
            up = draw < goesOn(i) ? up : !up;
            last = close[i] = open[i] * (1 + ((up ? 1 : -1) * (0.001 + (size * random.NextDouble()))));
            (high[i], low[i], volume[i]) = (Math.Max(open[i], last) * 1.001, Math.Min(open[i], last) * 0.999, traded + 100.0);
        }

        return new BarSeries("market", TimeSpan.FromHours(1), [.. Enumerable.Range(0, count).Select(i => Start.AddHours(i))], open, high, low, close, volume);
    }
}

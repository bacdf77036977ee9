using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Retraining;

namespace Weathervane.Tests.Pipelines.Retraining;

/// <summary>Decay is told where forecasts come true less than promised, and seldom where the promise was merely lucky.</summary>
public sealed class DecayWatchTests
{
    private const int Versions = 1000, Validation = 2160, Life = 2000;

    [Fact]
    public void A_lucky_promise_is_no_decay()
    {
        // Each version says 0.45 or 0.55 and is right about it, before and after. A promise that is taken at its word alarms at one version in seven.
        Assert.InRange(AlarmsOf(Validation), 0.01, 0.05);
        Assert.InRange(AlarmsOf(rows: 0), 0.1, 0.2);
    }

    [Fact]
    public void A_model_whose_forecasts_turn_into_coins_is_found()
    {
        // It says 0.4 or 0.6, which cost it a fifth of a row's deviation more once the market throws coins.
        var random = new Random(2);
        var found = 0;
        for (var version = 0; version < 200; version++)
        {
            var watch = new DecayWatch(PromiseOf(random, 0.6, Validation));
            found += Enumerable.Range(0, 1000).Any(_ => watch.Update(random.NextDouble() < 0.5 ? 0.6 : 0.4, random.Next(2))) ? 1 : 0;
        }

        Assert.InRange(found, 190, 200);
    }

    [Fact]
    public void A_promise_of_an_older_program_is_read_and_taken_at_its_word()
    {
        var old = DecayPromise.Read("{\"logLoss\":0.69,\"deviation\":0.1}"u8.ToArray(), "promise.json");
        Assert.Equal((0.69, 0), (old.Most, old.Rows));
        var kept = new DecayPromise(0.69, 0.1, 2500);
        Assert.Equal(kept, DecayPromise.Read(kept.ToBytes(), "promise.json"));
        // 0.69 + 1.644854 x 0.1 / 50.
        Assert.Equal(0.69328971, kept.Most, 8);
    }

    private static double AlarmsOf(int rows)
    {
        var random = new Random(1);
        var alarms = 0;
        for (var version = 0; version < Versions; version++)
        {
            var watch = new DecayWatch(PromiseOf(random, 0.55, rows));
            var alarmed = false;
            for (var row = 0; row < Life; row++)
            {
                var (probability, outcome) = Said(random, 0.55);
                alarmed |= watch.Update(probability, outcome);
            }

            alarms += alarmed ? 1 : 0;
        }

        return (double)alarms / Versions;
    }

    private static DecayPromise PromiseOf(Random random, double sure, int rows)
    {
        var losses = Enumerable.Range(0, Validation).Select(_ => Said(random, sure)).Select(s => LogLoss.Metric.RowScore!(s.Outcome, s.Probability)).ToList();
        var mean = losses.Average();
        return new DecayPromise(mean, Math.Sqrt(losses.Average(l => (l - mean) * (l - mean))), rows);
    }

    private static (double Probability, int Outcome) Said(Random random, double sure)
    {
        var probability = random.Next(2) == 0 ? sure : 1 - sure;
        return (probability, random.NextDouble() < probability ? 1 : 0);
    }
}

using Weathervane.Monitoring.Performance;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring;

public sealed class EstimatedPerformanceTests
{
    [Fact]
    public void Intervals_hold_what_turns_out_in_19_of_20_windows_whether_calibrated_or_not()
    {
        foreach (var tilt in new[] { 0.0, 0.3 })
        {
            // 200 windows each: 95 % is 190, and fewer than 180 would come once in 500 times.
            var (accuracy, loss) = (0, 0);
            for (var run = 0; run < 200; run++)
            {
                var (p, labels) = Forecasts((ulong)run, 1400, tilt);
                var estimated = EstimatedPerformance.Of(p.AsSpan(0, 1000), labels.AsSpan(0, 1000));
                var window = p.AsSpan(1000);
                var (right, nats) = (0.0, 0.0);
                for (var i = 1000; i < 1400; i++)
                {
                    right += p[i] > 0.5 == labels[i] > 0.5 ? 1 / 400.0 : 0;
                    nats -= Math.Log(labels[i] > 0.5 ? p[i] : 1 - p[i]) / 400;
                }

                accuracy += Holds(estimated.Accuracy(window), right);
                loss += Holds(estimated.LogLoss(window), nats);
            }

            Assert.InRange(accuracy, 180, 200);
            Assert.InRange(loss, 180, 200);
        }
    }

    [Fact]
    public void Tells_before_any_outcome_that_forecasts_have_grown_unsure()
    {
        var (p, labels) = Forecasts(1, 2000, 0);
        var estimated = EstimatedPerformance.Of(p, labels);
        double[] unsure = [.. Enumerable.Repeat(0.5, 1000)];
        Assert.True(estimated.Accuracy(unsure).High < estimated.Accuracy(p).Low);
        Assert.True(estimated.LogLoss(unsure).Low > estimated.LogLoss(p).High);
        Assert.Equal(Math.Log(2) + estimated.LossGap.Mean, estimated.LogLoss(unsure).Value, 12);
    }

    [Fact]
    public void Refuses_probabilities_outside_0_and_1() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        EstimatedPerformance.Of([.. Enumerable.Repeat(0.6, 40)], [.. Enumerable.Repeat(1.0, 40)]).Accuracy([1.5]));

    private static int Holds(Estimate estimate, double value) => estimate.Low <= value && value <= estimate.High ? 1 : 0;

    /// <summary>Log odds that are spread around 0; those that are said are by <paramref name="tilt"/> times too sure.</summary>
    private static (double[] Probabilities, double[] Labels) Forecasts(ulong seed, int rows, double tilt)
    {
        var random = SeededRandom.Fork(71, seed);
        var (p, labels) = (new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var odds = random.NextGaussian();
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-odds)) ? 1 : 0;
            p[i] = 1 / (1 + Math.Exp(-odds * (1 + tilt)));
        }

        return (p, labels);
    }
}

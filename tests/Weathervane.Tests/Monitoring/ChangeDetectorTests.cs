using Weathervane.Monitoring.Changes;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring;

/// <summary>What every detector of changes promises, on right and wrong forecasts and on log losses.</summary>
public sealed class ChangeDetectorTests
{
    private static readonly ChangeBaseline Accuracy = new(0.55, Math.Sqrt(0.55 * 0.45), WorseIsUp: false);

    public static TheoryData<string> Names => [.. ChangeDetectorCatalog.All.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Seldom_alarms_while_nothing_changes(string name)
    {
        // 60 streams of 5,000 right and wrong forecasts: 300,000 numbers. One alarm in 10,000 would be 30.
        var alarms = Enumerable.Range(0, 60).Sum(run => Alarms(name, Stream((ulong)run, 5000, 0.55)).Count);
        Assert.InRange(alarms, 0, 30);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Finds_that_accuracy_falls_from_55_to_40_percent_within_1000_forecasts(string name)
    {
        // A change of 0.3 deviations after 2,000 forecasts; a detector that knows the size needs some 43 / (0.3 - 0.05) = 172 of them.
        var (found, delays) = (0, new List<int>());
        for (var run = 0; run < 60; run++)
        {
            var alarms = Alarms(name, [.. Stream((ulong)run, 2000, 0.55), .. Stream((ulong)run + 500, 1000, 0.40)]);
            var after = alarms.Where(a => a >= 2000).ToList();
            found += after.Count > 0 ? 1 : 0;
            delays.AddRange(after.Take(1).Select(a => a - 2000));
        }

        Assert.InRange(found, 57, 60);
        delays.Sort();
        Assert.InRange(delays[delays.Count / 2], 20, 500);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Does_not_alarm_when_things_get_better(string name) =>
        Assert.DoesNotContain(Alarms(name, [.. Stream(1, 2000, 0.55), .. Stream(2, 2000, 0.75)]), a => a >= 2000);

    [Theory]
    [MemberData(nameof(Names))]
    public void Finds_a_rise_of_log_loss_and_passes_over_what_is_unknown(string name)
    {
        var random = new SeededRandom(4);
        double[] losses = [.. Enumerable.Range(0, 3000).Select(i => 0.68 + (0.1 * random.NextGaussian()) + (i < 2000 ? 0 : 0.05))];
        var detector = Kind(name).Create(ChangeBaseline.Of(losses.AsSpan(0, 2000), worseIsUp: true));
        var first = -1;
        for (var i = 0; i < losses.Length && first < 0; i++)
        {
            Assert.False(detector.Update(double.NaN));
            first = detector.Update(losses[i]) ? i : first;
        }

        Assert.InRange(first, 2000, 2400);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Needs_nothing_but_the_past_and_gives_the_same_answers_again(string name)
    {
        var stream = Stream(8, 3000, 0.5);
        Assert.Equal(Alarms(name, stream).Where(a => a < 1500), Alarms(name, stream[..1500]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Allocates_nothing_a_step(string name)
    {
        var (detector, stream) = (Kind(name).Create(Accuracy), Stream(9, 20_000, 0.55));
        foreach (var value in stream.AsSpan(0, 10_000))
        {
            detector.Update(value);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var value in stream.AsSpan(10_000))
        {
            detector.Update(value);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Adwin_holds_every_number_until_it_forgets_the_old_ones()
    {
        var adwin = new Adwin(Accuracy);
        foreach (var value in Stream(3, 1000, 0.55))
        {
            adwin.Update(value);
        }

        Assert.Equal(1000, adwin.Length);
        foreach (var value in Stream(4, 500, 0.1))
        {
            adwin.Update(value);
        }

        Assert.InRange(adwin.Length, 16, 800);
    }

    [Fact]
    public void Cusum_adds_as_worked_by_hand()
    {
        // Mean 0, deviation 1, tolerated 0.5, alarm above 2: 1 -> 0.5, -3 -> 0, 2 -> 1.5, 1 -> 2.0 (not above), 1 -> 2.5 alarms and starts at 0, 2 -> 1.5.
        var cusum = new Cusum(new ChangeBaseline(0, 1, true)) { Tolerated = 0.5, Threshold = 2 };
        Assert.Equal([false, false, false, false, true, false], new double[] { 1, -3, 2, 1, 1, 2 }.Select(cusum.Update));
    }

    [Fact]
    public void A_baseline_needs_numbers_that_differ()
    {
        Assert.StartsWith("A baseline needs at least two numbers that differ.", Assert.Throws<ArgumentException>(() => ChangeBaseline.Of([1, 1, double.NaN], true)).Message, StringComparison.Ordinal);
        Assert.Equal(new ChangeBaseline(2, 1, true), ChangeBaseline.Of([1, 2, 3, double.NaN], true));
    }

    private static ChangeDetectorKind Kind(string name) => ChangeDetectorCatalog.All.First(d => d.Name == name);

    private static List<int> Alarms(string name, double[] stream)
    {
        var detector = Kind(name).Create(Accuracy);
        return [.. Enumerable.Range(0, stream.Length).Where(i => detector.Update(stream[i]))];
    }

    private static double[] Stream(ulong seed, int rows, double right)
    {
        var random = SeededRandom.Fork(31, seed);
        return [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < right ? 1.0 : 0.0)];
    }
}

using Weathervane.Bars;
using Weathervane.Evaluation.Leaks;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Evaluation.Leaks;

public sealed class LeakProverTests
{
    [Fact]
    public void A_peek_of_one_bar_is_found_wherever_the_cuts_fall_and_by_how_far()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var ahead = 1 + (int)(seed % 4);
            var found = Assert.Single(Prove((b, i) => i + ahead < b.Count ? Math.Sqrt(b.High[i + ahead]) : double.NaN, seed).Findings);
            Assert.Equal(("x", ahead), (found.Feature, found.BarsAhead));
            Assert.NotNull(found.Bar);
        }
    }

    [Fact]
    public void A_coarse_bar_shown_before_it_closes_is_found_whatever_its_length()
    {
        // Of two neighbouring cuts at most one ends a coarse bar: even bars of two cannot hide.
        for (var seed = 1UL; seed <= 10; seed++)
        {
            for (var coarse = 2; coarse <= 5; coarse++)
            {
                var k = coarse;
                var found = Assert.Single(Prove((b, i) => b.Close[Math.Min((i / k * k) + k - 1, b.Count - 1)], seed, moments: 1).Findings);
                Assert.InRange(found.BarsAhead!.Value, 1, k - 1);
            }
        }
    }

    [Fact]
    public void What_is_fitted_on_all_bars_is_told_apart_from_what_reads_the_next_ones()
    {
        Assert.EndsWith("scaled by statistics of all bars.", Assert.Single(Prove((b, i) => b.Close[i] / b.Close[^1], 1).Findings).What, StringComparison.Ordinal);
        Assert.EndsWith("bins or an encoding are fitted on all bars.", Assert.Single(Prove((b, i) => b.Close[i] > b.Close.ToArray().Average() ? 1 : 0, 1).Findings).What, StringComparison.Ordinal);
        Assert.EndsWith("something in it is fitted on all bars.", Assert.Single(Prove((b, i) => b.Close.ToArray().Count(c => c < b.Close[i]), 1).Findings).What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_known_raises_no_alarm()
    {
        Func<BarSeries, int, double>[] honest =
        [
            (b, i) => b.Close[i],
            (b, i) => i < 20 ? double.NaN : b.Close[i - 20],
            (_, i) => i,
            (b, i) => b.Times[i].Hour,
            (b, i) => b.Close[..(i + 1)].ToArray().Max(),
        ];
        Assert.All(honest, feature => Assert.Empty(Prove(feature, 3).Findings));
    }

    [Fact]
    public void A_series_that_joins_before_its_bar_has_closed_is_found_and_named()
    {
        // Four-hour bars of another market, as of their open: the classic join that peeks. As of their close is right.
        var own = MadeBars.Walk(600, 5);
        var other = MadeBars.Walk(600, 6).Resample(TimeSpan.FromHours(4));
        var report = LeakProver.Prove(
            (bars, _) =>
            {
                var peeking = bars.Own.Times.ToArray().Select(t => bars.Others["eur"].FirstAtOrAfter(t + TimeSpan.FromTicks(1)) - 1).ToArray();
                var right = SeriesJoin.AsOf(bars.Own, bars.Others["eur"], TimeSpan.MaxValue);
                double At(int bar) => bar < 0 ? double.NaN : bars.Others["eur"].Close[bar];
                return new BarFeatures(new FeatureMatrix(["peeks", "right"], [.. peeking.Select(At), .. right.Select(At)], bars.Own.Count));
            },
            new ProbeBars(own, new Dictionary<string, BarSeries> { ["eur"] = other }),
            new LeakOptions { Seed = 2 });
        var found = Assert.Single(report.Findings);
        Assert.Equal("peeks", found.Feature);
        Assert.Contains("when the bars of 'eur' after ", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_gives_other_numbers_each_time_is_not_provable_and_not_a_leak()
    {
        var count = 0;
        var report = LeakProver.Prove(
            (bars, _) => new BarFeatures(new FeatureMatrix(["random", "close"], [.. Enumerable.Repeat((double)Interlocked.Increment(ref count), bars.Own.Count), .. bars.Own.Close], bars.Own.Count)),
            new ProbeBars(MadeBars.Walk(300, 1)),
            new LeakOptions { Repeat = true });
        Assert.Empty(report.Findings);
        Assert.Equal("Not provable, since they come out differently when run again on the same bars: random.", Assert.Single(report.Notes));
    }

    [Fact]
    public void A_feature_that_is_never_known_where_it_was_tried_is_told()
    {
        var report = Prove((b, i) => i < 299 ? double.NaN : b.Close[i], 1);
        Assert.Empty(report.Findings);
        Assert.StartsWith("Not provable on so few bars", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_on_any_number_of_threads_and_too_few_bars_are_refused()
    {
        LeakReport Run(int threads) => Prove((b, i) => b.Close[^1] * i, 4, moments: 5, threads: threads);
        Assert.Equal(Run(1).Findings, Run(4).Findings);
        Assert.Contains("has 99 bars; at least 100", Assert.Throws<InputException>(() => LeakProver.Prove((_, _) => null!, new ProbeBars(MadeBars.Walk(99, 1)), new LeakOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_fails_on_another_future_is_told_as_it_failed()
    {
        BarFeatures Fail(ProbeBars bars, CancellationToken cancel) => bars.Own.Count < 300
            ? throw new InputException("the program", "wants 300 bars.")
            : new BarFeatures(new FeatureMatrix(["close"], bars.Own.Close.ToArray(), bars.Own.Count));
        Assert.Equal("the program: wants 300 bars.", Assert.Throws<InputException>(() => LeakProver.Prove(Fail, new ProbeBars(MadeBars.Walk(300, 1)), new LeakOptions { Threads = 2 })).Message);
        BarFeatures Rename(ProbeBars bars, CancellationToken cancel) =>
            new(new FeatureMatrix([$"close of {bars.Own.Count}"], bars.Own.Close.ToArray(), bars.Own.Count));
        Assert.StartsWith("made: the program gave the columns close of 300 on the whole series", Assert.Throws<InputException>(() => LeakProver.Prove(Rename, new ProbeBars(MadeBars.Walk(300, 1)), new LeakOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_future_keeps_what_was_known_and_the_bars_possible()
    {
        var bars = MadeBars.Walk(300, 9, 30);
        foreach (var change in FutureChange.All)
        {
            var other = change.Apply(bars, 200, 5);
            Assert.Equal(bars.Slice(0, 200).Sha256, other.Slice(0, 200).Sha256);
            Assert.True(change.Name == "cut" ? other.Count == 200 : bars.Times.SequenceEqual(other.Times) && Enumerable.Range(200, 100).Count(i => other.Close[i] != bars.Close[i]) > 95, change.Name);
            Assert.All(Enumerable.Range(0, other.Count), i => Assert.True(other.Low[i] > 0 && other.Low[i] <= other.Close[i] && other.High[i] >= other.Close[i], change.Name));
        }
    }

    private static LeakReport Prove(Func<BarSeries, int, double> feature, ulong seed, int moments = 2, int threads = 1) => LeakProver.Prove(
        (bars, _) => new BarFeatures(new FeatureMatrix(["x"], [.. Enumerable.Range(0, bars.Own.Count).Select(i => feature(bars.Own, i))], bars.Own.Count)),
        new ProbeBars(MadeBars.Walk(300, seed)),
        new LeakOptions { Seed = seed, Moments = moments, Threads = threads, Label = new NextBarDirection() });
}

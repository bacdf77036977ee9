using Weathervane.Monitoring.Experiments;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring.Experiments;

/// <summary>The bets by hand and by all ways that a short story can go.</summary>
public sealed class RunningTestTests
{
    private static readonly (double Rate, double Share)[] Gamblers = [(0.26, 0.75), (0.99 / Math.Log(99), 0.19), (0.06, 0.03), (0.015, 0.03)];

    [Theory]
    // Champion 0.5, challenger 0.6, up: x = ln 1.2 = 0.1823216. 0.75 of the stake bets 0.26 a nat, 0.19 bets 0.99 / ln 99 = 0.2154460, twice 0.03 bet 0.06 and 0.015:
    // 1 + 0.1823216 (0.75 x 0.26 + 0.19 x 0.2154460 + 0.03 x 0.075) = 1.0434262.
    [InlineData(BetRule.Folding, 1.0434262)]
    // The boldest rate is 0.2154460, the five others are 1/2 to 1/32 of it, together 31/32 of it, each with 0.03 of the stake: 1 + 0.1823216 (0.85 x 0.2154460 + 0.03 x 0.2087133).
    [InlineData(BetRule.Constant, 1.0345300)]
    public void One_bar_is_worth_what_the_hand_works_out(BetRule rule, double worth)
    {
        var standing = After(new RunningTestOptions { Bets = rule }, (0.5, 0.6, 1)).Standing;
        Assert.Equal(worth, standing.EvidenceBetter, 1e-6);
        Assert.Equal(2 - worth, standing.EvidenceWorse, 1e-6);
        Assert.Equal((1L, 0.1823216), (standing.Bars, Math.Round(standing.Mean, 7)));
        Assert.Equal((RunningVerdict.Open, null), (standing.Verdict, standing.DecidedAfter));
    }

    [Fact]
    public void The_deviation_is_that_of_the_advantages_so_far()
    {
        // ln 1.2 and ln 0.8: half their distance times the root of 2.
        Assert.Equal((FixedMath.Log(1.2) - FixedMath.Log(0.8)) / Math.Sqrt(2), After(new RunningTestOptions(), (0.5, 0.6, 1), (0.5, 0.6, 0)).Standing.Deviation, 1e-12);
        Assert.Equal(double.NaN, After(new RunningTestOptions(), (0.5, 0.6, 1)).Standing.Deviation);
    }

    [Fact]
    public void Nothing_is_known_before_the_first_bar()
    {
        var standing = After().Standing;
        Assert.Equal((0L, double.NaN, 1.0, 1.0, null), (standing.Bars, standing.Mean, Math.Round(standing.EvidenceBetter, 12), Math.Round(standing.EvidenceWorse, 12), standing.BarsToGo));
        Assert.Equal((-LossAdvantage.Bound, LossAdvantage.Bound), (standing.Low, standing.High));
    }

    [Theory]
    [InlineData(BetRule.Constant, 0.999, 1)]
    [InlineData(BetRule.Folding, 0.9, 1)]
    // Who folds gives up what he has won.
    [InlineData(BetRule.Folding, 0.999, 0.1)]
    public void The_mean_evidence_over_all_stories_is_1_where_neither_is_better(BetRule rule, double extreme, double least)
    {
        // 12 bars, each up with the chance at which neither gains; forecasts follow what came before, extremes included. 4,096 stories with their chances.
        var (better, worse) = (0.0, 0.0);
        for (var story = 0; story < 1 << 12; story++)
        {
            var (test, chance) = (new RunningTest(new RunningTestOptions { Bets = rule }), 1.0);
            for (var (i, last) = (0, 0.0); i < 12; i++)
            {
                var (p, q) = (0.5 + (0.1 * last), i == 5 ? extreme : 0.5 - (0.04 * i * last) + 0.01);
                var up = BreakEven(p, q);
                var outcome = (story >> i) & 1;
                chance *= outcome == 1 ? up : 1 - up;
                test.Add(p, q, outcome);
                last = outcome == 1 ? 1 : -1;
            }

            better += chance * test.Standing.EvidenceBetter;
            worse += chance * test.Standing.EvidenceWorse;
        }

        Assert.InRange(better, least - 1e-12, least == 1 ? 1 + 1e-12 : 0.999);
        Assert.Equal(1, worse, 1e-12);
    }

    [Theory]
    [InlineData(BetRule.Folding, 1)]
    [InlineData(BetRule.Folding, 2)]
    [InlineData(BetRule.Folding, 3)]
    [InlineData(BetRule.Constant, 2)]
    public void No_way_of_choosing_when_to_stop_gains_anything_also_while_labels_are_half_way(BetRule rule, int horizon) =>
        // The best stop, by going back from the end through all ways that 11 bars can go: worth 1 at most where neither is better.
        Assert.InRange(BestStop([], new RunningTestOptions { Bets = rule, Horizon = horizon }, 11), 0.9, 1 + 1e-12);

    [Theory]
    [InlineData(BetRule.Constant, 1)]
    [InlineData(BetRule.Folding, 1)]
    [InlineData(BetRule.Folding, 3)]
    public void The_verdict_and_the_confidence_sequence_leave_0_at_the_same_bar(BetRule rule, int horizon)
    {
        var (test, path, decided) = (new RunningTest(new RunningTestOptions { Bets = rule, Horizon = horizon }), ForecastWorld.Knows(0.5).Draw(new SeededRandom(3), 3000), 0L);
        for (var i = 0; i < 3000 && decided == 0; i++)
        {
            test.Add(path.Champion[i], path.Challenger[i], path.Outcomes[i]);
            var standing = test.Standing;
            Assert.Equal(standing.Verdict == RunningVerdict.Better, standing.Low > 0);
            Assert.Equal(standing.Verdict == RunningVerdict.Better, standing.EvidenceBetter >= 40);
            decided = standing.DecidedAfter ?? 0;
        }

        Assert.InRange(decided, 100, 2999);
    }

    [Fact]
    public void The_bounds_are_the_means_against_which_the_evidence_is_the_threshold()
    {
        // 200 bars that win ln 1.2 and 100 that lose ln 0.8: the bets against a mean m, worked out by their definition, have grown to 40 at either bound.
        var standing = After([.. Enumerable.Repeat(((double, double, int?)[])[(0.5, 0.6, 1), (0.5, 0.6, 0), (0.5, 0.6, 1)], 100).SelectMany(t => t)]).Standing;
        Assert.Equal(40, Wealth(standing.Low, 1), 1e-6);
        Assert.Equal(40, Wealth(standing.High, -1), 1e-6);
        Assert.InRange(standing.Mean, standing.Low, standing.High);

        static double Wealth(double mean, int side) => Gamblers.Sum(g =>
        {
            var rate = side * g.Rate;
            return g.Share * Math.Pow((1 + (rate * Math.Log(1.2))) / (1 + (rate * mean)), 200) * Math.Pow((1 + (rate * Math.Log(0.8))) / (1 + (rate * mean)), 100);
        });
    }

    [Fact]
    public void A_verdict_stays_whatever_comes_after()
    {
        var test = After([.. Enumerable.Repeat((0.5, 0.9, 1), 60), .. Enumerable.Repeat((0.5, 0.9, 0), 500)]);
        Assert.Equal(RunningVerdict.Better, test.Verdict);
        Assert.InRange(test.DecidedAfter!.Value, 10, 60);
        Assert.True(test.Standing.EvidenceWorse > 40);
    }

    [Fact]
    public void Changing_places_changes_sides()
    {
        var path = ForecastWorld.Knows(0.3).Draw(new SeededRandom(8), 500);
        var (one, other) = (new RunningTest(new RunningTestOptions { Horizon = 3 }), new RunningTest(new RunningTestOptions { Horizon = 3 }));
        for (var i = 0; i < 500; i++)
        {
            one.Add(path.Champion[i], path.Challenger[i], path.Outcomes[i]);
            other.Add(path.Challenger[i], path.Champion[i], path.Outcomes[i]);
        }

        // log(q / p) and -log(p / q) may differ in the last bit.
        Assert.Equal(one.Standing.EvidenceBetter, other.Standing.EvidenceWorse, 1e-12);
        Assert.Equal(one.Standing.Low, -other.Standing.High, 1e-12);
    }

    [Fact]
    public void Challengers_share_alpha() => Assert.Equal(
        (40.0, 120.0, 400.0),
        (new RunningTestOptions().Threshold, new RunningTestOptions { Challengers = 3 }.Threshold, Math.Round(new RunningTestOptions { Alpha = 0.005 }.Threshold, 9)));

    [Fact]
    public void One_bar_is_never_worth_more_than_ln_99_either_way()
    {
        Assert.Equal(LossAdvantage.Bound, LossAdvantage.Of(0.0, 1.0, 1), 1e-15);
        Assert.Equal(-LossAdvantage.Bound, LossAdvantage.Of(0.0, 1.0, 0), 1e-15);
        Assert.Equal(0, LossAdvantage.Of(0.001, 0.009, 0));
        // 99 % of the stake of who stays is gone, no more: it can come back.
        Assert.InRange(After((0.0, 1.0, 0)).Standing.EvidenceBetter, 0.01, 1);
    }

    [Fact]
    public void Who_could_be_ruined_by_one_bar_folds_before_its_outcome()
    {
        // ln(0.5 / 0.01) = 3.91 nats may be lost, more than the 0.995 / 0.26 = 3.83 that the bold can bear; what the others have is left, though the challenger was right.
        var before = Enumerable.Repeat((0.5, 0.6, (int?)1), 20).ToList();
        var (won, lost) = (After([.. before, (0.5, 0.99, 1)]).Standing, After([.. before, (0.5, 0.99, 0)]).Standing);
        Assert.Equal(Gamblers.Skip(1).Sum(g => g.Share * Math.Pow(1 + (g.Rate * Math.Log(1.2)), 20) * (1 + (g.Rate * Math.Log(0.99 / 0.5)))), won.EvidenceBetter, 1e-9);
        Assert.InRange(lost.EvidenceBetter, 0.01, won.EvidenceBetter);
        // The champion's side has less to lose, and all of it goes on.
        Assert.Equal(Gamblers.Sum(g => g.Share * Math.Pow(1 - (g.Rate * Math.Log(1.2)), 20) * (1 - (g.Rate * Math.Log(0.01 / 0.5)))), lost.EvidenceWorse, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Evidence_beyond_all_numbers_stays_in_order(int horizon)
    {
        // exp(10,000) and exp(-10,000) are no doubles.
        var test = After(new RunningTestOptions { Horizon = horizon }, [.. Enumerable.Repeat((0.5, 0.9, (int?)1), 100_000)]);
        Assert.Equal((RunningVerdict.Better, true), (test.Verdict, test.Standing.EvidenceBetter > 1e299));
        Assert.InRange(test.Standing.EvidenceWorse, 0, 1e-100);
        Assert.InRange(test.Standing.Low, 0.9 * Math.Log(1.8), Math.Log(1.8));
    }

    [Fact]
    public void A_bar_whose_label_gives_no_outcome_changes_nothing()
    {
        var (with, without) = (After((0.5, 0.6, 1), (0.4, 0.7, null), (0.5, 0.6, 0)).Standing, After((0.5, 0.6, 1), (0.5, 0.6, 0)).Standing);
        Assert.Equal(without, with);
    }

    [Fact]
    public void An_open_label_of_several_bars_counts_as_lost_until_it_ends()
    {
        var options = new RunningTestOptions { Horizon = 2, Bets = BetRule.Constant };
        var (open, test) = (new RunningTest(options), new RunningTest(options));
        open.Add(0.5, 0.6, null);
        // One of two streams: 1/2 + 1/2 (1 + ln 0.8 x 0.1893895) = 0.9788695, ln 0.8 = -0.2231436.
        Assert.Equal(0.9788695, open.Standing.EvidenceBetter, 1e-6);
        Assert.Equal(1 - (0.5 * 0.1823216 * 0.1893895), open.Standing.EvidenceWorse, 1e-6);
        test.Add(0.5, 0.6, 1);
        Assert.Equal(0, test.Standing.Bars);
        test.Add(0.5, 0.6, null);
        // The first has ended up, 1.0345300; the second is open, 1 - 0.0422610.
        Assert.Equal((1.0345300 + 0.9577390) / 2, test.Standing.EvidenceBetter, 1e-6);
        Assert.Equal(1, test.Standing.Bars);
    }

    [Fact]
    public void Bets_on_labels_that_overlap_lie_side_by_side()
    {
        var test = new RunningTest(new RunningTestOptions { Horizon = 2 });
        test.Add(0.5, 0.6, 1);
        // Neighbours share a bar: 1.77 times the variance. Until its label ends, a bet counts as lost: ln 0.8.
        (double Rate, double Share)[] gamblers = [(0.26 / Math.Sqrt(1.77), 0.6), (0.26 / 1.77, 0.15), (0.99 / Math.Log(99), 0.19), (0.06 / 1.77, 0.03), (0.015 / 1.77, 0.03)];
        Assert.Equal(gamblers.Sum(g => g.Share * (1 + (g.Rate * Math.Log(0.8)))), test.Standing.EvidenceBetter, 1e-12);
        test.Add(0.5, 0.6, null);
        // The second was a part of what was sure then; the first has ended up.
        Assert.Equal(gamblers.Sum(g => g.Share * (Math.Pow(1 + (g.Rate * Math.Log(0.8)), 2) + (g.Rate * Math.Log(1.2 / 0.8)))), test.Standing.EvidenceBetter, 1e-12);
        Assert.Equal(1, test.Standing.Bars);
    }

    [Fact]
    public void Tells_how_many_bars_more_it_takes_at_the_pace_so_far()
    {
        // Each bar pair wins ln 1.2 twice and loses ln 0.8 once: the pace repeats exactly, so the forecast made after 60 bars must come true, roughly:
        // the mixture lags behind its best gambler by ln(1 / 0.75) at most.
        (double, double, int?)[] three = [(0.5, 0.6, 1), (0.5, 0.6, 0), (0.5, 0.6, 1)];
        var told = After([.. Enumerable.Repeat(three, 20).SelectMany(t => t)]).Standing.BarsToGo!.Value;
        var test = new RunningTest(new RunningTestOptions());
        for (var i = 0; test.Verdict == RunningVerdict.Open; i++)
        {
            var (p, q, outcome) = three[i % 3];
            test.Add(p, q, outcome);
        }

        Assert.InRange(test.DecidedAfter!.Value - 60, 0.95 * told, 1.05 * told);
        Assert.Equal(0, test.Standing.BarsToGo);
    }

    [Fact]
    public void Allocates_nothing_a_bar()
    {
        var test = new RunningTest(new RunningTestOptions { Horizon = 4 });
        for (var i = 0; i < 10; i++)
        {
            test.Add(0.5, 0.6, 1);
            _ = test.Standing;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            test.Add(0.5, 0.52, i & 1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(double.NaN, 0.5, 1, "champion must be in [0, 1], but is NaN")]
    [InlineData(0.5, 1.1, 1, "challenger must be in [0, 1], but is 1.1")]
    [InlineData(0.5, 0.5, 2, "outcome must be in [0, 1], but is 2")]
    public void Refuses_what_is_no_probability_or_outcome(double champion, double challenger, int outcome, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(() => After((champion, challenger, outcome))).Message, StringComparison.Ordinal);

    private static RunningTest After(params (double Champion, double Challenger, int? Outcome)[] bars) => After(new RunningTestOptions(), bars);

    private static RunningTest After(RunningTestOptions options, params (double Champion, double Challenger, int? Outcome)[] bars)
    {
        var test = new RunningTest(options);
        foreach (var (p, q, outcome) in bars)
        {
            test.Add(p, q, outcome);
        }

        return test;
    }

    /// <summary>What the best stop from here on is worth: bars rise or fall by 1 with equal chance, and the label is the sign of the sum of the next ones, none where it is 0.
    /// The challenger believes that the last moves go on, the champion the opposite: neither is right.</summary>
    private static double BestStop(List<int> moves, RunningTestOptions options, int bars)
    {
        var (test, horizon) = (new RunningTest(options), options.Horizon);
        for (var bar = 0; bar <= moves.Count; bar++)
        {
            var belief = 0.5 + (0.14 * moves.Take(bar).TakeLast(3).Sum()) + (0.005 * bar);
            int? outcome = bar + horizon > moves.Count ? null : Math.Sign(moves.Skip(bar).Take(horizon).Sum()) switch { > 0 => 1, < 0 => 0, _ => null };
            test.Add(1 - belief, belief, outcome);
        }

        var now = test.Standing.EvidenceBetter;
        return moves.Count == bars
            ? now
            : Math.Max(now, (BestStop([.. moves, 1], options, bars) + BestStop([.. moves, -1], options, bars)) / 2);
    }

    private static double BreakEven(double p, double q)
    {
        var (up, down) = (LossAdvantage.Of(p, q, 1), LossAdvantage.Of(p, q, 0));
        return down / (down - up);
    }
}

using Weathervane.Tuning.Pruners;

namespace Weathervane.Tests.Tuning;

public sealed class PrunerTests
{
    [Fact]
    public void Median_stops_what_is_worse_than_half_of_the_finished_trials_were_at_that_step()
    {
        // At step 2 the finished trials had 1, 3, 4, 6 and 9: the median is 4. Pruned and running trials do not count.
        ReportedTrial[] known =
        [
            .. new double[] { 3, 9, 1, 6, 4 }.Select((v, i) => Trial(i, true, (1, 10), (2, v), (3, 0))),
            Trial(5, false, (1, 0), (2, 0)),
        ];
        Assert.False(Stops(new MedianPruner(), Trial(9, false, (1, 10), (2, 4)), known));
        Assert.True(Stops(new MedianPruner(), Trial(9, false, (1, 10), (2, 4.1)), known));
        // Its best value so far counts, not the latest.
        Assert.False(Stops(new MedianPruner(), Trial(9, false, (1, 2), (2, 8)), known));
        Assert.False(Stops(new MedianPruner { WarmupSteps = 3 }, Trial(9, false, (2, 50)), known));
        Assert.False(Stops(new MedianPruner(), Trial(9, false, (2, 50)), known[1..]));
        Assert.True(Stops(new MedianPruner(), Trial(9, false, (2, double.PositiveInfinity)), known));
    }

    [Fact]
    public void Halving_lets_the_best_third_of_those_that_came_as_far_go_on()
    {
        // Rungs at 10 and 30. At 10 the others had 1 to 5: with the one in question six, of which two go on.
        var pruner = new HalvingPruner { FirstStep = 10, Factor = 3 };
        ReportedTrial[] known = [.. Enumerable.Range(1, 5).Select(v => Trial(v, v < 3, (5, 0), (10, v), (20, 7)))];
        Assert.False(Stops(pruner, Trial(9, false, (5, 100)), known));
        Assert.False(Stops(pruner, Trial(9, false, (5, 100), (10, 2)), known));
        Assert.True(Stops(pruner, Trial(9, false, (5, 100), (10, 2.5)), known));
        // Between rungs nobody is judged.
        Assert.False(Stops(pruner, Trial(9, false, (10, 2), (20, 100)), known));
        // A step that passes several rungs is judged at the last of them: nobody else came to 30, so it goes on.
        Assert.False(Stops(pruner, Trial(9, false, (40, 100)), known));
        // The second to come is judged against the first alone: only the better one goes on.
        Assert.True(Stops(pruner, Trial(9, false, (10, 5)), [Trial(1, true, (10, 4))]));
    }

    [Fact]
    public void Nobody_is_stopped_who_would_be_finished_before_the_next_judgement()
    {
        // 11, 33 and 99 of 100: at 99 all the work is done, and stopping would only lose the result. With more work to come 99 is a judgement like the others.
        ReportedTrial[] known = [.. Enumerable.Range(1, 5).Select(v => Trial(v, true, (11, v), (33, v), (99, v)))];
        Assert.True(Stops(new HalvingPruner(), Trial(9, false, (11, 0), (33, 7)), known));
        Assert.False(Stops(new HalvingPruner(), Trial(9, false, (11, 0), (33, 0), (99, 7)), known));
        Assert.True(Stops(new HalvingPruner { LastStep = 300 }, Trial(9, false, (11, 0), (33, 0), (99, 7)), known));
        Assert.All(Enumerable.Range(0, 100), n => Assert.False(Stops(new HyperbandPruner(), Trial(n, false, (11, 0), (33, 0), (99, 7)), known)));
    }

    [Fact]
    public void Hyperband_judges_a_trial_within_its_bracket()
    {
        // Steps 1, 3 and 9 start three brackets. Their shares are ceil(3 x 9 / 3), ceil(3 x 3 / 2) and ceil(3 / 1): 9, 5 and 3 of 17.
        var pruner = new HyperbandPruner { FirstStep = 1, LastStep = 9, Factor = 3 };
        Assert.Equal([1, 3, 9], pruner.Starts());
        var brackets = Enumerable.Range(0, 17_000).Select(n => pruner.BracketOf(n, 5, 3)).CountBy(b => b).ToDictionary();
        // Five deviations of a count of about 5,000 in 17,000 are 300.
        Assert.Equal((9_000.0, 5_000.0, 3_000.0), (brackets[0], brackets[1], brackets[2]), Near(330));

        var others = Enumerable.Range(0, 60).Select(n => Trial(n, true, (1, 1), (3, 1), (9, 1))).ToList();
        var judged = Enumerable.Range(100, 200).Select(n => (Bracket: pruner.BracketOf(n, 5, 3), First: pruner.ShouldStop(new PruneContext(Trial(n, false, (1, 2)), others, 5)), Second: pruner.ShouldStop(new PruneContext(Trial(n, false, (1, 0), (3, 2)), others, 5)), Third: pruner.ShouldStop(new PruneContext(Trial(n, false, (1, 0), (3, 0), (9, 2)), others, 5))));
        Assert.All(judged, j => Assert.Equal((j.Bracket == 0, j.Bracket <= 1, false), (j.First, j.Second, j.Third)));
    }

    [Fact]
    public void No_pruner_stops_nothing() => Assert.False(Stops(new NoPruner(), Trial(3, false, (1, double.PositiveInfinity)), [Trial(0, true, (1, 0))]));

    [Fact]
    public void An_unknown_pruner_is_refused_with_the_list() => Assert.StartsWith(
        "id must be one of none, median, halving, hyperband, but is 'sha'.", Assert.Throws<ArgumentException>(() => PrunerCatalog.Of("sha")).Message);

    private static bool Stops(Pruner pruner, ReportedTrial trial, IReadOnlyList<ReportedTrial> known) => pruner.ShouldStop(new PruneContext(trial, known, Seed: 1));

    private static ReportedTrial Trial(int number, bool isComplete, params (int Step, double Loss)[] reports) =>
        new(number, [.. reports.Select(r => new TrialReport(r.Step, r.Loss))], isComplete);

    private static EqualityComparer<(double A, double B, double C)> Near(double within) => EqualityComparer<(double A, double B, double C)>.Create(
        (x, y) => Math.Abs(x.A - y.A) < within && Math.Abs(x.B - y.B) < within && Math.Abs(x.C - y.C) < within, _ => 0);
}

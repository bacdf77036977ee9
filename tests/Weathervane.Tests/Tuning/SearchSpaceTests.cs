using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

public sealed class SearchSpaceTests
{
    private static readonly SearchParameter[] Parameters =
    [
        new IntRange("trees", 100, 300),
        new IntRange("leaves", 20, 50, Step: 5),
        new IntRange("rows", 1, 1000, Log: true),
        new FloatRange("rate", 0.01, 0.2, Log: true),
        new FloatRange("share", 0.1, 0.9, Step: 0.2),
        new FloatRange("l2", -1, 1),
        new FloatRange("one", 3, 3),
        new Choice("kind", ["a", "b", 3, true]),
        new Choice("fixed", [7]),
        new Choice("weighed", ["a", "b", "c"]) { Weights = [1, 6, 3] },
        new FloatRange("believed", 0.001, 1, Log: true) { Prior = new Prior(0.01, 0.2) },
        new IntRange("depth", 2, 12) { Prior = new Prior(6, 0.1) },
        new IntRange("size", 4, 4096, Log: true) { Prior = new Prior(64, 0.3) },
        new FloatRange("portion", 0, 1, Step: 0.25) { Prior = new Prior(0.5, 0.3) },
    ];

    [Fact]
    public void Values_stay_in_range_on_step_and_come_back_from_their_position()
    {
        var random = new SeededRandom(1);
        foreach (var parameter in Parameters)
        {
            for (var i = 0; i < 2_000; i++)
            {
                var value = parameter.FromUnit(i == 0 ? 0 : i == 1 ? 1 : random.NextDouble());
                switch (parameter)
                {
                    case IntRange range:
                        Assert.InRange((int)value, range.Low, range.High);
                        Assert.Equal(0, ((int)value - range.Low) % range.Step);
                        break;
                    case FloatRange range:
                        Assert.InRange((double)value, range.Low, range.High);
                        break;
                    case Choice choice:
                        Assert.Contains(value, choice.Values);
                        break;
                }

                var unit = parameter.ToUnit(value);
                Assert.InRange(unit, -1e-12, 1 + 1e-12);
                var again = parameter.FromUnit(unit);
                Assert.True(value is double number ? Math.Abs(number - (double)again) <= 1e-12 * Math.Abs(number) : value.Equals(again), $"{parameter} {value} {again}");
            }
        }
    }

    [Fact]
    public void Steps_are_counted_and_written_as_people_write_them()
    {
        var share = new FloatRange("share", 0.1, 0.9, Step: 0.2);
        Assert.Equal(5, share.Count);
        Assert.Equal([0.1, 0.3, 0.5, 0.7, 0.9], Enumerable.Range(0, 5).Select(i => (double)share.FromUnit((i + 0.5) / 5)));
        Assert.Equal([20, 25, 30, 35, 40, 45, 50], Enumerable.Range(0, 7).Select(i => (int)new IntRange("l", 20, 50, 5).FromUnit((i + 0.5) / 7)));
        Assert.Null(new FloatRange("l2", 0, 1).Count);
    }

    [Fact]
    public void A_logarithmic_range_gives_equal_ratios_equal_chances()
    {
        // From 1 to 10,000 the half below 100 has half the positions; a linear range has 1 % of them there.
        Assert.Equal(100, (double)new FloatRange("r", 1, 10_000, Log: true).FromUnit(0.5), 1e-9);
        var random = new SeededRandom(2);
        var small = Enumerable.Range(0, 10_000).Count(_ => (int)new IntRange("r", 1, 10_000, Log: true).FromUnit(random.NextDouble()) <= 100);
        // ln(100.5 / 0.5) / ln(10000.5 / 0.5) = 0.535; five deviations are 0.025.
        Assert.Equal(5_350, small, 250.0);
    }

    [Fact]
    public void The_edges_are_where_the_values_change()
    {
        foreach (var parameter in Parameters.Where(p => p.Count is > 1 and < 5000))
        {
            var edges = parameter.Edges();
            Assert.Equal(parameter.Count + 1, edges.Length);
            for (var i = 0; i < parameter.Count; i++)
            {
                // A cell that the belief leaves almost nothing of has no inside to look at.
                var width = edges[i + 1] - edges[i];
                if (width > 1e-9)
                {
                    Assert.Equal(parameter.ValueAt(i), parameter.FromUnit(edges[i] + (1e-3 * width)));
                    Assert.Equal(parameter.ValueAt(i), parameter.FromUnit(edges[i + 1] - (1e-3 * width)));
                }
            }
        }
    }

    [Fact]
    public void A_prior_draws_values_as_often_as_its_normal_distribution_says()
    {
        // Center 6 of 2 to 12 is the cell's middle, 4.5 of 11 cells; spread 0.1 of the range is 1.1 values.
        var depth = new IntRange("depth", 2, 12) { Prior = new Prior(6, 0.1) };
        var random = new SeededRandom(3);
        var counts = Enumerable.Range(0, 20_000).Select(_ => (int)depth.FromUnit(random.NextDouble())).CountBy(v => v).ToDictionary();
        // Phi(0.5 / 1.1) - Phi(-0.5 / 1.1) = 0.3506; Phi(1.5 / 1.1) - Phi(0.5 / 1.1) = 0.2384; five deviations are 0.017.
        Assert.Equal(0.3506, counts[6] / 20_000.0, 0.017);
        Assert.Equal(0.2384, counts[7] / 20_000.0, 0.017);
        // The likeliest value of a logarithmic range lies in the middle of its belief.
        Assert.Equal(0.01, (double)new FloatRange("r", 0.0001, 1, Log: true) { Prior = new Prior(0.01, 0.1) }.FromUnit(0.5), 1e-12);
    }

    [Fact]
    public void Weights_draw_choices_in_their_proportion()
    {
        var kind = new Choice("kind", ["a", "b", "c"]) { Weights = [1, 6, 3] };
        Assert.Equal(["a", "b", "b", "c"], new[] { 0.0999, 0.1001, 0.6999, 0.7001 }.Select(u => (string)kind.FromUnit(u)));
    }

    [Fact]
    public void Points_of_a_conditional_space_have_only_what_exists_and_are_counted_once()
    {
        var space = new SearchSpace(
        [
            new Choice("kind", ["a", "b", "c"]), new IntRange("n", 1, 4) { When = [new Condition("kind", ["b", "c"])] },
            new Choice("inner", [1, 2]) { When = [new Condition("kind", ["c"])] },
            new IntRange("deep", 1, 5) { When = [new Condition("inner", [2])] }, new Choice("last", [true, false]),
        ]);
        // a: 1; b: 4; c: 4 (inner 1: 1, inner 2: 5) = 24; each twice.
        Assert.Equal(2 * (1 + 4 + 24), space.Count);
        var keys = Enumerable.Range(0, 58).Select(i => space.Key(space.PointAt(i))).ToList();
        Assert.Equal(58, keys.Distinct().Count());
        Assert.Equal(("kind=a; last=True", "kind=b; n=1; last=True", "kind=c; n=4; inner=2; deep=5; last=False"), (keys[0], keys[2], keys[^1]));
        var random = new SeededRandom(2);
        for (var i = 0; i < 500; i++)
        {
            var point = space.Point([.. Enumerable.Range(0, 5).Select(_ => random.NextDouble())]);
            Assert.Contains(space.Key(point), keys);
            var units = space.Units(point);
            Assert.Equal(point.Count, units.Count(u => !double.IsNaN(u)));
            Assert.Equal(space.Key(point), space.Key(space.Point(units)));
        }
    }

    [Fact]
    public void Conditions_and_priors_that_make_no_sense_are_told_all_at_once()
    {
        var problems = Assert.Throws<InputException>(() => new SearchSpace(
        [
            new IntRange("n", 1, 4) { When = [new Condition("kind", ["a"])], Prior = new Prior(5, 0) },
            new Choice("kind", ["a", "b"]) { Weights = [1] },
            new FloatRange("x", 0, 1) { When = [new Condition("kind", ["z"]), new Condition("n", [1])] },
            new FloatRange("y", 0, 1) { When = [new Condition("kind", [])] },
        ])).Problems.Select(p => p.ToString());
        Assert.Equal(
        [
            "search.n.prior: center 5 lies outside 1 to 4.",
            "search.n.prior: spread must be in [0.02, 10], but is 0. It is a share of the range.",
            "search.kind.weights: 2 numbers above 0 are needed, one a value, but there are [1].",
            "search.n.when.kind: is no parameter with choices before this one. A condition names a parameter with 'choices' that comes before.",
            "search.x.when.kind: 'z' is not one of its choices. They are a, b.",
            "search.x.when.n: is no parameter with choices before this one. A condition names a parameter with 'choices' that comes before.",
            "search.y.when.kind: names no value.",
        ], problems);
    }

    [Fact]
    public void A_space_and_its_points_come_back_from_their_text()
    {
        var space = new SearchSpace([.. Parameters, new FloatRange("c", 0, 1) { When = [new Condition("kind", ["a", 3, true]), new Condition("fixed", [7])] }, new Choice("d", [1.0, 2.5])]);
        var text = SpaceJson.Write(space);
        var again = SpaceJson.Read(text, "study");
        Assert.Equal(text, SpaceJson.Write(again));
        var random = new SeededRandom(5);
        for (var i = 0; i < 100; i++)
        {
            var point = space.Point([.. space.Parameters.Select(_ => random.NextDouble())]);
            var back = SpaceJson.ReadPoint(again, SpaceJson.WritePoint(point), "trial");
            Assert.Equal(point.OrderBy(p => p.Key), back.OrderBy(p => p.Key));
        }

        Assert.Equal("study: is no search space that this version of the program can read.", Assert.Throws<InputException>(() => SpaceJson.Read("IntRange { Name = x }", "study")).Message);
        Assert.Equal("trial.trees: 'many' is no value of it.", Assert.Throws<InputException>(() => SpaceJson.ReadPoint(space, new Dictionary<string, string> { ["trees"] = "many" }, "trial")).Message);
    }

    [Fact]
    public void Points_and_positions_belong_together()
    {
        var space = new SearchSpace(Parameters);
        double[] units = [.. Parameters.Select((_, i) => (i + 0.4) / Parameters.Length)];
        var point = space.Point(units);
        Assert.Equal(space.Key(point), space.Key(space.Point(space.Units(point))));
        Assert.StartsWith("trees=105; leaves=", space.Key(point));
        Assert.Null(space.Count);
        Assert.Equal(201 * 7 * 1000, new SearchSpace(Parameters[..3]).Count);
    }

    [Fact]
    public void All_problems_are_told_at_once_with_their_place()
    {
        var problems = Assert.Throws<InputException>(() => new SearchSpace(
        [
            new IntRange("trees", 300, 100), new IntRange("leaves", 0, 10, Step: 0, Log: true), new FloatRange("rate", 0, 0.2, Log: true),
            new FloatRange("l2", double.NaN, 1), new Choice("kind", []), new Choice("kind", ["a", "a"]),
        ], "learners[0].search")).Problems.Select(p => p.ToString());
        Assert.Equal(
        [
            "learners[0].search.trees: low 300 is above high 100.",
            "learners[0].search.leaves: step must be 1 or larger, but is 0.",
            "learners[0].search.leaves: a logarithmic range needs low of 1 or larger and step 1, but has low 0 and step 0.",
            "learners[0].search.rate: a logarithmic range needs low above 0 and no step, but low is 0.",
            "learners[0].search.l2: low NaN and high 1 must lie within -1e15 and 1e15.",
            "learners[0].search.kind: there is no value to choose from.",
            "learners[0].search.kind: the value 'a' is there 2 times.",
            "learners[0].search.kind: is there 2 times.",
        ], problems);
        Assert.Equal("search: there is no parameter to search.", Assert.Throws<InputException>(() => new SearchSpace([])).Message);
    }
}

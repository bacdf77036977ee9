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
    public void Points_and_positions_belong_together()
    {
        var space = new SearchSpace(Parameters);
        double[] units = [.. Parameters.Select((_, i) => (i + 0.4) / Parameters.Length)];
        var point = space.Point(units);
        Assert.Equal(space.Key(point), space.Key(space.Point(space.Units(point))));
        Assert.StartsWith("trees=108; leaves=", space.Key(point));
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

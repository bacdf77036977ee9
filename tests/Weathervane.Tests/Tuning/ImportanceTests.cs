using Weathervane.Numerics;
using Weathervane.Tuning;
using Weathervane.Tuning.Importance;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

public sealed class ImportanceTests
{
    private static readonly SearchSpace Space = new([new FloatRange("x", 0, 1), new FloatRange("y", 0, 1), new FloatRange("idle", 0, 1)]);

    [Fact]
    public void An_additive_steps_shares_are_those_worked_out_by_hand()
    {
        // f = 2 [x >= 1/2] + [y >= 3/4]: variances 4 / 4 = 1 and 3/16. Trials on a fine grid leave the tree nothing to guess:
        // cuts lie within 1/64 of where they belong. Shares 16/19 and 3/19.
        var trials = Grid((x, y, _) => (x >= 0.5 ? 2 : 0) + (y >= 0.75 ? 1 : 0));
        var found = Importances.Of(Space, trials);
        Assert.Equal(["x", "y", "idle"], found.Select(i => i.Name));
        Assert.Equal(16.0 / 19, found[0].Share, 0.03);
        Assert.Equal(3.0 / 19, found[1].Share, 0.03);
        Assert.Equal(0, found[2].Share, 0.001);
        Assert.Equal(1, found.Sum(i => i.Share), 0.001);
    }

    [Fact]
    public void A_pure_interaction_belongs_to_no_parameter_alone()
    {
        // f = 1 where exactly one of x and y is above 1/2: every mean over the other is 1/2.
        var found = Importances.Of(Space, Grid((x, y, _) => (x >= 0.5) != (y >= 0.5) ? 1 : 0));
        Assert.All(found, i => Assert.InRange(i.Share, 0, 0.1));
    }

    [Fact]
    public void One_trees_shares_are_its_boxes_variances()
    {
        // Points at 0.25 and 0.75 of each of two axes with values 0, 0, 4, 8 (x slow): cuts at 0.5, boxes of 1/4 each, mean 3.
        // x: means 0 and 6, variance 9. y: means 2 and 4, variance 1. All: (9 + 9 + 1 + 25) / 4 = 11.
        double[][] points = [[0.25, 0.25], [0.25, 0.75], [0.75, 0.25], [0.75, 0.75]];
        var shares = RegressionTree.Grow(points, [0, 0, 4, 8], [0, 1, 2, 3]).VarianceShares()!;
        Assert.Equal(9.0 / 11, shares[0], 1e-12);
        Assert.Equal(1.0 / 11, shares[1], 1e-12);
    }

    [Fact]
    public void Shares_never_sum_to_more_than_1_and_repeat_exactly()
    {
        var random = new SeededRandom(1);
        for (var n = 0; n < 5; n++)
        {
            var trials = Enumerable.Range(0, 30).Select(i => At(i, random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextGaussian())).ToList();
            var found = Importances.Of(Space, trials, (ulong)n);
            Assert.InRange(found.Sum(i => i.Share), 0, 1 + 1e-12);
            Assert.Equal(found, Importances.Of(Space, trials, (ulong)n));
        }
    }

    [Fact]
    public void Nothing_is_said_of_few_trials_or_of_one_value_and_failed_trials_are_left_out()
    {
        Assert.Empty(Importances.Of(Space, [At(0, 0.1, 0.1, 0.1, 1), At(1, 0.2, 0.1, 0.1, 2), At(2, 0.3, 0.1, 0.1, 3)]));
        Assert.Empty(Importances.Of(Space, [.. Enumerable.Range(0, 9).Select(i => At(i, i / 9.0, 0.1, 0.1, 5))]));
        var trials = Grid((x, _, _) => x);
        Assert.Equal(Importances.Of(Space, trials), Importances.Of(Space, [.. trials, At(9999, 0, 1, 0, 1e9) with { State = TrialState.Failed }]));
    }

    [Fact]
    public void A_conditional_parameter_takes_part_where_it_exists()
    {
        var space = new SearchSpace([new Choice("kind", ["a", "b"]), new FloatRange("drop", 0, 1) { When = [new Condition("kind", ["b"])] }]);
        var random = new SeededRandom(2);
        var trials = Enumerable.Range(0, 60).Select(i => space.Point([random.NextDouble(), random.NextDouble()]))
            .Select((p, i) => new Trial { Number = i, Parameters = p, State = TrialState.Complete, Value = p.TryGetValue("drop", out var drop) ? (double)drop : 10 }).ToList();
        Assert.Equal("kind", Importances.Of(space, trials)[0].Name);
    }

    private static List<Trial> Grid(Func<double, double, double, double> f)
    {
        var trials = new List<Trial>();
        for (var i = 0; i < 12; i++)
        {
            for (var j = 0; j < 12; j++)
            {
                // A third parameter that takes three values but does nothing.
                var (x, y, idle) = ((i + 0.5) / 12, (j + 0.5) / 12, ((7 * i) + (5 * j)) % 3 / 3.0);
                trials.Add(At(trials.Count, x, y, idle, f(x, y, idle)));
            }
        }

        return trials;
    }

    private static Trial At(int number, double x, double y, double idle, double value) => new()
    {
        Number = number,
        Parameters = new Dictionary<string, object> { ["x"] = x, ["y"] = y, ["idle"] = idle },
        State = TrialState.Complete,
        Value = value,
    };
}

using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Tuning;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Samplers.Gaussian;
using Weathervane.Tuning.Samplers.Parzen;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

public sealed class SamplerTests
{
    private static readonly SearchSpace Plane = new([new FloatRange("x", -5, 10), new FloatRange("y", 0, 15)]);

    private static readonly SearchSpace Mixed = new(
        [new FloatRange("rate", 1e-4, 1, Log: true), new IntRange("leaves", 2, 256), new Choice("kind", ["a", "b", "c", "d"]), new FloatRange("share", 0.1, 1, Step: 0.1)]);

    private static readonly SearchSpace Conditional = new(
    [
        new Choice("boosting", ["plain", "dart", "goss"]),
        new FloatRange("drop", 0.01, 0.5) { When = [new Condition("boosting", ["dart"])] },
        new IntRange("top", 1, 9) { When = [new Condition("boosting", ["goss", "dart"])] },
        new FloatRange("rate", 1e-3, 1, Log: true) { Prior = new Prior(0.1, 0.2) },
    ]);

    [Fact]
    public void Tpe_finds_better_points_than_chance()
    {
        // 3 x 20 paired studies of 60 trials: without a difference TPE wins 30 of 60, and 39 or more in 1.4 of 100 cases.
        Assert.InRange(
            Wins(TestFunctions.BraninSpace, TestFunctions.Branin) + Wins(TestFunctions.HartmannSpace, TestFunctions.Hartmann)
            + Enumerable.Range(0, 20).Count(seed => BestOfMixed(new TpeSampler(), (ulong)seed) < BestOfMixed(new RandomSampler(), (ulong)seed)), 39, 60);

        static int Wins(SearchSpace space, Func<double[], double> function) => Enumerable.Range(0, 20).Count(seed =>
            TestFunctions.Best(new TpeSampler(), space, function, 60, (ulong)seed) < TestFunctions.Best(new RandomSampler(), space, function, 60, (ulong)seed));
    }

    [Fact]
    public void The_gaussian_process_comes_to_the_least_value_of_branin_within_30_trials()
    {
        // 0.397887 is the least; chance is at about 1.5 after 30 trials.
        for (ulong seed = 0; seed < 3; seed++)
        {
            Assert.InRange(TestFunctions.Best(new GpSampler(), TestFunctions.BraninSpace, TestFunctions.Branin, 30, seed), 0.397887, 0.42);
        }
    }

    [Fact]
    public void Suggestions_depend_on_the_context_alone_and_stay_inside()
    {
        foreach (var space in new[] { Mixed, Conditional })
        {
            var random = new SeededRandom(4);
            List<Observation> history = [.. Enumerable.Range(0, 40).Select(i => new Observation(Drawn(space, random), random.NextDouble(), IsPruned: i % 7 == 0))];
            double[][] pending = [Drawn(space, random), Drawn(space, random)];
            foreach (var sampler in SamplerCatalog.All)
            {
                for (var number = 40; number < 60; number++)
                {
                    var context = new SuggestContext { Space = space, Number = number, Seed = 9, Known = history, Pending = pending, Random = new SeededRandom(7) };
                    var units = sampler.Suggest(context)!;
                    var again = sampler.Suggest(context with { Random = new SeededRandom(7) })!;
                    Assert.All(units, u => Assert.True(u is (>= 0 and <= 1) or double.NaN));
                    Assert.Equal(space.Key(space.Point(units)), space.Key(space.Point(again)));
                }
            }
        }
    }

    [Fact]
    public void What_was_learnt_trial_by_trial_is_what_all_trials_teach_at_once()
    {
        // Results come three at a time, some pruned, and the points since then have none yet; as many as several fits and generations take.
        foreach (var space in new[] { Plane, Mixed, Conditional })
        {
            var random = new SeededRandom(21);
            List<Observation> all = [.. Enumerable.Range(0, 66).Select(i => new Observation(Drawn(space, random), random.NextDouble(), IsPruned: i % 9 == 0))];
            foreach (var sampler in SamplerCatalog.All)
            {
                var kept = new Kept();
                for (var known = 0; known <= 60; known += 3)
                {
                    var context = new SuggestContext
                    {
                        Space = space, Number = known + 6, Seed = 9, Known = all[..known], Pending = [.. all[known..(known + 6)].Select(o => o.Units)], Random = new SeededRandom(7),
                    };
                    Assert.Equal(sampler.Suggest(context), sampler.Suggest(context with { Kept = kept, Random = new SeededRandom(7) }));
                }
            }
        }
    }

    [Fact]
    public void A_belief_forgets_what_it_only_expected()
    {
        // Pending points lessen the variance around them and leave the mean alone; without them all is as before, to the bit.
        var random = new SeededRandom(3);
        double[][] points = [.. Enumerable.Range(0, 21).Select(_ => Drawn(Plane, random))], asked = [.. Enumerable.Range(0, 11).Select(_ => Drawn(Plane, random))];
        var belief = new GaussianProcess(Plane, new Matern([0.3, 0.5], 1.2, 0.001));
        Assert.All(points, p => Assert.True(belief.Add(p)));
        belief.Learn([.. points.Select(p => Math.Sin(5 * p[0]) - p[1])]);
        var (means, variances) = At();
        Assert.All(asked[..3], p => Assert.True(belief.Add(p)));
        var (then, less) = At();
        Assert.Equal(means, then);
        Assert.All(variances[..3].Zip(less), v => Assert.True(v.Second < 0.01 && v.Second < v.First));
        Assert.All(variances.Zip(less), v => Assert.True(v.Second <= v.First + 1e-12));
        belief.Truncate(points.Length);
        Assert.Equal(variances, At().Variances);

        (double[] Means, double[] Variances) At()
        {
            var (m, v) = (new double[asked.Length], new double[asked.Length]);
            belief.At(asked, m, v);
            return (m, v);
        }
    }

    [Fact]
    public void A_point_that_the_kernel_cannot_tell_from_another_is_left_out()
    {
        var belief = new GaussianProcess(Plane, new Matern([0.3, 0.5], 1, 1e-14));
        Assert.True(belief.Add([0.2, 0.4]));
        Assert.False(belief.Add([0.2, 0.4]));
        Assert.True(belief.Add([0.7, 0.1]));
        Assert.Equal(2, belief.Count);
    }

    [Fact]
    public void Two_studies_with_other_seeds_differ_but_for_the_grid()
    {
        foreach (var sampler in SamplerCatalog.All.Where(s => s is not GridSampler))
        {
            SuggestContext context = new() { Space = Mixed, Number = 3, Seed = 1, Random = SeededRandom.Fork(1, 3) };
            Assert.NotEqual(sampler.Suggest(context), sampler.Suggest(context with { Seed = 2, Random = SeededRandom.Fork(2, 3) }));
        }
    }

    [Fact]
    public void Tpe_looks_where_the_good_trials_were()
    {
        // Good trials near 0.8 of the first parameter, the others anywhere: most suggestions lie within 0.15 of it.
        var random = new SeededRandom(5);
        List<Observation> history = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble()).Select(u => new Observation([u, 0.5], Math.Abs(u - 0.8)))];
        var near = Enumerable.Range(0, 200).Count(s => Math.Abs(Suggest(new TpeSampler(), Plane, history, s)[0] - 0.8) < 0.15);
        Assert.True(near > 150, $"{near} of 200");
    }

    [Fact]
    public void Tpe_keeps_together_what_was_good_together()
    {
        // Good where both parameters are low or both are high: one parameter alone tells nothing.
        var random = new SeededRandom(6);
        List<Observation> history = [.. Enumerable.Range(0, 100).Select(_ => new[] { random.NextDouble(), random.NextDouble() }).Select(u => new Observation(u, (u[0] < 0.5) == (u[1] < 0.5) ? Math.Abs(u[0] - u[1]) : 5))];
        var together = Enumerable.Range(0, 200).Select(s => Suggest(new TpeSampler(), Plane, history, s)).Count(u => (u[0] < 0.5) == (u[1] < 0.5));
        Assert.True(together > 160, $"{together} of 200");
    }

    [Fact]
    public void Tpe_learns_a_conditional_parameter_from_the_trials_that_had_it()
    {
        // With dart, a drop near 0.1 of its range is good; the other kinds are as good, without any drop.
        var random = new SeededRandom(7);
        List<Observation> history = [.. Enumerable.Range(0, 120).Select(_ => Drawn(Conditional, random)).Select(u => new Observation(u, double.IsNaN(u[1]) ? 0.3 : Math.Abs(u[1] - 0.1)))];
        var drops = Enumerable.Range(0, 300).Select(s => Conditional.Units(Conditional.Point(Suggest(new TpeSampler(), Conditional, history, s))))
            .Where(u => !double.IsNaN(u[1])).Select(u => u[1]).ToList();
        Assert.True(drops.Count > 100 && drops.Count(d => d < 0.3) > 0.8 * drops.Count, $"{drops.Count(d => d < 0.3)} of {drops.Count}");
    }

    [Fact]
    public void Tpe_takes_a_pruned_trial_for_worse_than_any_that_was_finished()
    {
        // The pruned ones near 0.2 reported the lowest losses of all, early on; the best finished ones are near 0.8.
        var random = new SeededRandom(5);
        List<Observation> history =
        [
            .. Enumerable.Range(0, 30).Select(_ => random.NextDouble()).Select(u => new Observation([u, 0.5], 1 + Math.Abs(u - 0.8))),
            .. Enumerable.Range(0, 10).Select(i => new Observation([0.18 + (0.004 * i), 0.5], -5, IsPruned: true)),
        ];
        Assert.DoesNotContain(Enumerable.Range(0, 100), s => Math.Abs(Suggest(new TpeSampler(), Plane, history, s)[0] - 0.2) < 0.03);
    }

    [Fact]
    public void Joint_densities_integrate_to_1()
    {
        double[][] units = [[0.02, 0.3, 0.1], [0.3, 0.9, 0.4], [0.31, 0.2, 0.9], [0.97, 0.5, 0.1]];
        SearchParameter[] parameters = [new FloatRange("x", 0, 1), new IntRange("n", 1, 4), new Choice("k", ["a", "b"]) { Weights = [3, 1] }];
        var density = new JointDensity(parameters, units, [1, 1, 0.5, 1], wide: 0.7);
        const int Cells = 2_000;
        // n has four even cells; k has one of 0.75 and one of 0.25: the volume of each is its weight.
        var mass = Enumerable.Range(0, Cells).Sum(i => Enumerable.Range(0, 4).Sum(n =>
            (0.75 * At(i, n, 0.3)) + (0.25 * At(i, n, 0.9))));
        Assert.Equal(1, mass / Cells / 4, 1e-5);

        double At(int i, int n, double k) => Math.Exp(density.LogAt([(i + 0.5) / Cells, (n + 0.5) / 4, k]));
    }

    [Fact]
    public void Scrambled_sobol_points_stay_even_and_change_with_the_seed()
    {
        // Each half, quarter, ... of each dimension holds its share of the first 64 points exactly: scrambling keeps the net.
        var point = new double[21];
        foreach (ulong seed in new ulong[] { 1, 2, 3 })
        {
            var sequence = new SobolSequence(21, seed);
            var cells = new int[21, 64];
            for (var i = 0; i < 64; i++)
            {
                sequence.Point((uint)i, point);
                for (var d = 0; d < 21; d++)
                {
                    cells[d, (int)(64 * point[d])]++;
                }
            }

            Assert.All(cells.Cast<int>(), c => Assert.Equal(1, c));
        }

        var other = new double[21];
        new SobolSequence(21, 1).Point(5, point);
        new SobolSequence(21, 2).Point(5, other);
        Assert.NotEqual(point, other);
    }

    [Fact]
    public void The_grid_counts_through_every_point_and_ends()
    {
        var space = new SearchSpace(
        [
            new Choice("k", ["a", "b"]), new FloatRange("x", 0, 1), new IntRange("n", 1, 2),
            new FloatRange("r", 0.01, 1, Log: true) { When = [new Condition("k", ["b"])] },
        ]);
        var result = Study.Run(
            new StudyOptions { Space = space, Direction = MetricDirection.Lower, Sampler = new GridSampler { Points = 3 }, Trials = 1000 },
            trial => new TrialScore(trial.Number, double.NaN, []), new StudyContext { Cancel = TestContext.Current.CancellationToken });
        // a: 3 x 2; b: 3 x 2 x 3.
        Assert.Equal((24, StudyEnd.Exhausted), (result.Trials.Count, result.End));
        Assert.Equal(
            ["k=a; x=0; n=1", "k=a; x=0; n=2", "k=a; x=0.5; n=1", "k=a; x=0.5; n=2", "k=a; x=1; n=1", "k=a; x=1; n=2", "k=b; x=0; n=1; r=0.01"],
            result.Trials.Take(7).Select(t => space.Key(t.Parameters)));
    }

    [Fact]
    public void Expected_improvement_is_the_integral_that_it_stands_for()
    {
        // The mean of max(best - y, 0) under the normal belief, by the trapezoid rule; far below, where it is tiny, too.
        foreach (var (mean, variance, best) in new[] { (0.3, 0.04, 0.1), (-1, 1, 0.5), (5, 0.5, 0.3), (4, 0.25, 0) })
        {
            var deviation = Math.Sqrt(variance);
            const int Steps = 200_000;
            var (from, sum) = (Math.Min(best, mean) - (12 * deviation), 0.0);
            var step = (best - from) / Steps;
            for (var i = 0; i <= Steps; i++)
            {
                var y = from + (i * step);
                sum += (best - y) * Math.Exp(-(y - mean) * (y - mean) / (2 * variance)) * step;
            }

            // The series far below leaves out terms of 15 / z^4.
            Assert.Equal(Math.Log(sum / Math.Sqrt(2 * Math.PI * variance)), ExpectedImprovement.Log(mean, variance, best), 0.01);
        }
    }

    [Fact]
    public void The_normal_distribution_is_the_platforms_to_13_digits()
    {
        for (var x = -12.0; x <= 12; x += 0.0937)
        {
            var expected = MathNet.Numerics.SpecialFunctions.Erfc(-x / Math.Sqrt(2)) / 2;
            Assert.Equal(expected, Normal.Cdf(x), 1e-12 * expected);
        }
    }

    [Fact]
    public void An_unknown_sampler_is_refused_with_the_list() => Assert.StartsWith(
        "id must be one of tpe, gp, cmaes, sobol, random, grid, but is 'bayes'.", Assert.Throws<ArgumentException>(() => SamplerCatalog.Of("bayes")).Message);

    private static double[] Suggest(Sampler sampler, SearchSpace space, IReadOnlyList<Observation> history, int seed) =>
        sampler.Suggest(new SuggestContext { Space = space, Number = history.Count, Known = history, Random = new SeededRandom((ulong)seed) })!;

    private static double[] Drawn(SearchSpace space, SeededRandom random) =>
        space.Units(space.Point([.. space.Parameters.Select(_ => random.NextDouble())]));

    private static double BestOfMixed(Sampler sampler, ulong seed) => Study.Run(
        new StudyOptions { Space = Mixed, Direction = MetricDirection.Lower, Sampler = sampler, Trials = 60, Seed = seed },
        trial => new TrialScore(Boosting(trial.Parameters), double.NaN, [])).Best!.Value;

    /// <summary>Shaped like the loss of a boosted model: a best rate and size, one good kind of four, a weak share.</summary>
    private static double Boosting(IReadOnlyDictionary<string, object> point)
    {
        var rate = Math.Log10((double)point["rate"]) + 1.5;
        var leaves = ((int)point["leaves"] - 40) / 60.0;
        return (rate * rate) + (leaves * leaves) + ((string)point["kind"] == "c" ? 0 : 0.5) + (0.2 * Math.Abs((double)point["share"] - 0.7));
    }
}

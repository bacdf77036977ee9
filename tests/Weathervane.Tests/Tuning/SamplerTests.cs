using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Tuning;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

public sealed class SamplerTests
{
    private static readonly SearchSpace Plane = new([new FloatRange("x", -5, 10), new FloatRange("y", 0, 15)]);

    private static readonly SearchSpace Mixed = new(
        [new FloatRange("rate", 1e-4, 1, Log: true), new IntRange("leaves", 2, 256), new Choice("kind", ["a", "b", "c", "d"]), new FloatRange("share", 0.1, 1, Step: 0.1)]);

    [Fact]
    public void Tpe_finds_better_points_than_chance()
    {
        // 2 x 20 paired studies of 60 trials: without a difference TPE wins 20 of 40, and 27 or more in 2 of 100 cases.
        Assert.InRange(Wins(Plane, Branin) + Wins(Mixed, Boosting), 27, 40);
    }

    [Fact]
    public void Suggestions_depend_on_stream_and_history_alone_and_stay_inside()
    {
        var random = new SeededRandom(4);
        List<Observation> history = [.. Enumerable.Range(0, 40).Select(i => new Observation(Mixed.Units(Mixed.Point([random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()])), random.NextDouble()))];
        foreach (var sampler in SamplerCatalog.All)
        {
            for (ulong seed = 0; seed < 50; seed++)
            {
                var units = sampler.Suggest(Mixed, history, new SeededRandom(seed));
                Assert.All(units, u => Assert.InRange(u, 0, 1));
                Assert.Equal(units, sampler.Suggest(Mixed, history, new SeededRandom(seed)));
            }
        }
    }

    [Fact]
    public void Tpe_looks_where_the_good_trials_were()
    {
        // Good trials near 0.8 of the first parameter, the others anywhere: most suggestions lie within 0.15 of it.
        var random = new SeededRandom(5);
        List<Observation> history = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble()).Select(u => new Observation([u, 0.5], Math.Abs(u - 0.8)))];
        var near = Enumerable.Range(0, 200).Count(s => Math.Abs(new TpeSampler().Suggest(Plane, history, new SeededRandom((ulong)s))[0] - 0.8) < 0.15);
        Assert.True(near > 150, $"{near} of 200");
    }

    [Fact]
    public void Densities_integrate_to_1()
    {
        double[] units = [0.02, 0.3, 0.31, 0.97];
        var parzen = Density.Of(new FloatRange("x", 0, 1), units);
        Assert.Equal(1, Enumerable.Range(0, 10_000).Average(i => parzen.At((i + 0.5) / 10_000)), 1e-4);
        var cells = Density.Of(new Choice("k", ["a", "b", "c", "d"]), units);
        Assert.Equal(1, Enumerable.Range(0, 4).Sum(i => cells.At((i + 0.5) / 4)), 1e-12);
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
        "id must be one of random, tpe, but is 'grid'.", Assert.Throws<ArgumentException>(() => SamplerCatalog.Of("grid")).Message);

    private static int Wins(SearchSpace space, Func<IReadOnlyDictionary<string, object>, double> function)
    {
        return Enumerable.Range(0, 20).Count(seed => Best(new TpeSampler(), (ulong)seed) < Best(new RandomSampler(), (ulong)seed));

        double Best(Sampler sampler, ulong seed) => Study.Run(
            new StudyOptions { Space = space, Direction = MetricDirection.Lower, Sampler = sampler, Trials = 60, Seed = seed },
            trial => new TrialScore(function(trial.Parameters), double.NaN, []),
            cancel: TestContext.Current.CancellationToken).Best!.Value;
    }

    /// <summary>Branin's function; its least value is 0.3979.</summary>
    private static double Branin(IReadOnlyDictionary<string, object> point)
    {
        var (x, y) = ((double)point["x"], (double)point["y"]);
        var valley = y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10;
    }

    /// <summary>Shaped like the loss of a boosted model: a best rate and size, one good kind of four, a weak share.</summary>
    private static double Boosting(IReadOnlyDictionary<string, object> point)
    {
        var rate = Math.Log10((double)point["rate"]) + 1.5;
        var leaves = ((int)point["leaves"] - 40) / 60.0;
        return (rate * rate) + (leaves * leaves) + ((string)point["kind"] == "c" ? 0 : 0.5) + (0.2 * Math.Abs((double)point["share"] - 0.7));
    }
}

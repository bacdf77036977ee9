using Weathervane.Evaluation.Metrics;
using Weathervane.Tuning;
using Weathervane.Tuning.Pruners;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

/// <summary>A study whose trials are made one by one is the study that one call would have made.</summary>
public sealed class OpenStudyTests
{
    private static readonly StudyOptions Options = new()
    {
        Space = new SearchSpace([new FloatRange("x", -5, 5), new IntRange("n", 1, 40), new Choice("kind", ["a", "b"])]),
        Direction = MetricDirection.Lower,
        Trials = 20,
        Seed = 3,
    };

    [Fact]
    public void Three_who_share_the_trials_alone_make_the_study_of_one_in_any_order()
    {
        foreach (var sampler in SamplerCatalog.All)
        {
            foreach (var pruner in PrunerCatalog.All)
            {
                var options = Options with { Sampler = sampler, Pruner = pruner };
                var whole = Study.Run(options, Bowl);
                var random = new Random(1);
                var kept = new List<Trial>();
                // Each begins what it finds startable, the last first as often as not, and tells it later; a fourth comes when half is done.
                var servers = Enumerable.Range(0, 3).Select(_ => new OpenStudy(options)).ToList();
                while (servers.Any(s => s.End is null))
                {
                    var server = servers[random.Next(servers.Count)];
                    server.Learn(kept);
                    if (server.Startable is { Count: > 0 } open)
                    {
                        var number = open[random.Next(open.Count)];
                        kept.Add(server.Try(number, Bowl, TestContext.Current.CancellationToken));
                    }

                    if (kept.Count == 10 && servers.Count == 3)
                    {
                        servers.Add(new OpenStudy(options));
                    }
                }

                Assert.All(servers, s => Assert.Equal(whole.End, s.End));
                Assert.Equal(whole.Trials.Select(Key), kept.OrderBy(t => t.Number).Select(Key));
            }
        }
    }

    [Fact]
    public void As_many_may_start_at_once_as_the_study_is_wide()
    {
        var study = new OpenStudy(Options with { Width = 3 });
        Assert.Equal([0, 1, 2], study.Startable);
        // Trial 3 depends on trial 0 alone, trial 4 on trial 1 as well.
        study.Learn([study.Try(0, Bowl, TestContext.Current.CancellationToken)]);
        Assert.Equal([1, 2, 3], study.Startable);
        study.Learn([study.Try(2, Bowl, TestContext.Current.CancellationToken)]);
        Assert.Equal([1, 3], study.Startable);
    }

    [Fact]
    public void An_exhausted_space_ends_it()
    {
        var study = new OpenStudy(Options with { Space = new SearchSpace([new IntRange("n", 1, 5)]) });
        while (study.End is null)
        {
            study.Learn([study.Try(study.Startable[0], trial => Score((int)trial.Parameters["n"]), TestContext.Current.CancellationToken)]);
        }

        Assert.Equal(StudyEnd.Exhausted, study.End);
    }

    [Fact]
    public void Trials_of_another_study_and_bounds_in_seconds_are_refused()
    {
        var other = new OpenStudy(Options with { Seed = 4 }).Try(0, Bowl, TestContext.Current.CancellationToken);
        Assert.Contains("but this study would try", Assert.Throws<InputException>(() => new OpenStudy(Options).Learn([other])).Message, StringComparison.Ordinal);
        Assert.Contains("has no bound in seconds", Assert.Throws<ArgumentException>(() => new OpenStudy(Options with { Seconds = 1 })).Message, StringComparison.Ordinal);
    }

    private static string Key(Trial trial) => $"{trial.Number} {trial.State} {Options.Space.Key(trial.Parameters)} {BitConverter.DoubleToInt64Bits(trial.Value)} {string.Join(',', trial.Reports)}";

    private static TrialScore Bowl(TrialContext trial)
    {
        var x = (double)trial.Parameters["x"];
        var value = (x * x) + (int)trial.Parameters["n"] + ((string)trial.Parameters["kind"] == "a" ? 0 : 3);
        foreach (var step in new[] { 11, 33, 99 })
        {
            if (trial.Report(step, value + (100 - step)))
            {
                return TrialScore.Pruned([]);
            }
        }

        return Score(value);
    }

    private static TrialScore Score(double value) => new(value, double.NaN, []);
}

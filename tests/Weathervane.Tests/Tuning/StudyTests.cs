using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Tests.Datasets;
using Weathervane.Tuning;
using Weathervane.Tuning.Pruners;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

public sealed class StudyTests
{
    private static readonly StudyOptions Options = new()
    {
        Space = new SearchSpace([new FloatRange("x", -5, 5), new IntRange("n", 1, 40), new Choice("kind", ["a", "b"])]),
        Direction = MetricDirection.Lower,
        Trials = 30,
        Seed = 3,
    };

    [Fact]
    public void Is_the_same_on_one_and_four_threads_whatever_finishes_first()
    {
        foreach (var sampler in SamplerCatalog.All)
        {
            var options = Options with { Sampler = sampler };
            var one = Run(options, Bowl);
            var order = new List<int>();
            // Every fourth trial waits until another one has ended, so that the order of ending differs.
            using var other = new SemaphoreSlim(0);
            var four = Run(
                options with { Threads = 4 },
                trial =>
                {
                    if (trial.Number % 4 == 0)
                    {
                        other.Wait(TimeSpan.FromSeconds(10), trial.Cancel);
                    }

                    return Bowl(trial);
                },
                finished: trial =>
                {
                    order.Add(trial.Number);
                    other.Release();
                });
            Assert.Equal(Keys(one), Keys(four));
            Assert.Equal(one.Best!.Number, four.Best!.Number);
            Assert.NotEqual(order.Order(), order);
        }
    }

    [Fact]
    public void Trial_i_knows_the_results_up_to_i_minus_width_and_no_others()
    {
        var known = new List<int>();
        var options = Options with { Sampler = new Spy(known), Width = 3, Trials = 6 };
        Run(options, Bowl);
        Assert.Equal([0, 0, 0, 1, 2, 3], known);
    }

    [Fact]
    public void No_point_is_tried_twice_and_an_exhausted_space_ends_the_study()
    {
        foreach (var sampler in SamplerCatalog.All)
        {
            var space = new SearchSpace([new IntRange("a", 1, 4, Log: true), new Choice("b", [true, false]), new IntRange("c", 0, 2)]);
            var result = Run(Options with { Space = space, Sampler = sampler, Trials = 100 }, trial => Score((int)trial.Parameters["a"]));
            Assert.Equal(StudyEnd.Exhausted, result.End);
            Assert.Equal(24, result.Trials.Count);
            Assert.Equal(24, result.Trials.Select(t => space.Key(t.Parameters)).Distinct().Count());
        }
    }

    [Fact]
    public void A_stopped_study_goes_on_as_if_it_had_not_been_stopped()
    {
        var whole = Run(Options, Bowl);
        var recorded = new List<Trial>();
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(
            Options,
            Bowl,
            finished: trial =>
            {
                recorded.Add(trial);
                if (recorded.Count == 17)
                {
                    stop.Cancel();
                }
            },
            cancel: stop.Token));
        Assert.InRange(recorded.Count, 17, 29);

        // One recorded trial is lost besides: it is made again.
        recorded.RemoveAt(5);
        var made = new List<int>();
        var resumed = Run(Options, Bowl, recorded, trial => made.Add(trial.Number));
        Assert.Equal(Keys(whole), Keys(resumed));
        Assert.Equal(30 - recorded.Count, made.Count);
        Assert.Contains(5, made);
    }

    [Fact]
    public void Cut_after_any_trial_every_sampler_and_pruner_goes_on_to_the_same_study()
    {
        foreach (var sampler in SamplerCatalog.All)
        {
            foreach (var pruner in PrunerCatalog.All.Where(p => sampler is TpeSampler || p is MedianPruner))
            {
                // From 20 trials on a Gaussian process keeps its kernel for more than one: a study that goes on has to find the same.
                var options = Options with { Sampler = sampler, Pruner = pruner, Trials = sampler is GpSampler ? 30 : 18 };
                var whole = Run(options, Climb);
                foreach (var cut in Enumerable.Range(0, options.Trials).Where(c => sampler is not GpSampler || c % 6 == 5))
                {
                    Assert.Equal(Keys(whole), Keys(Run(options, Climb, [.. whole.Trials.Take(cut)])));
                }
            }
        }
    }

    [Fact]
    public void A_pruned_study_is_the_same_on_one_and_four_threads()
    {
        foreach (var pruner in PrunerCatalog.All)
        {
            var options = Options with { Pruner = pruner, Trials = 60 };
            var one = Run(options, Climb);
            var four = Run(options with { Threads = 4 }, trial =>
            {
                // The first of each four takes longest.
                Thread.SpinWait(trial.Number % 4 == 0 ? 20_000 : 10);
                return Climb(trial);
            });
            Assert.Equal(Keys(one), Keys(four));
            Assert.Equal(one.Trials.SelectMany(t => t.Reports), four.Trials.SelectMany(t => t.Reports));
            Assert.Equal(pruner is NoPruner, one.Trials.All(t => t.State == TrialState.Complete));
            Assert.All(one.Trials.Where(t => t.State == TrialState.Pruned), t => Assert.Equal($"Stopped at step {t.Reports[^1].Step}.", t.Message));
        }
    }

    [Fact]
    public void Pruning_saves_work_and_keeps_the_best_value()
    {
        var options = Options with { Trials = 60, Sampler = new RandomSampler() };
        var all = Run(options, Climb);
        foreach (var pruner in PrunerCatalog.All.Where(p => p is not NoPruner))
        {
            var some = Run(options with { Pruner = pruner }, Climb);
            Assert.True(some.Trials.Sum(t => t.Reports.Count) < 0.8 * all.Trials.Sum(t => t.Reports.Count), pruner.Id);
            // The curves of this objective never cross, so the best point is never the one to stop.
            Assert.Equal(all.Best!.Number, some.Best!.Number);
        }
    }

    [Fact]
    public void A_bound_in_seconds_starts_no_trial_after_it_and_the_trials_made_give_the_same_study_again()
    {
        var clock = new HandClock();
        StudyOptions timed = Options with { Seconds = 10, Trials = 1000 };
        var result = Study.Run(timed, Slow, new StudyContext { Clock = clock, Cancel = TestContext.Current.CancellationToken });
        // Trials of 3 seconds begin at 0, 3, 6 and 9.
        Assert.Equal((StudyEnd.Time, 4), (result.End, result.Trials.Count));
        Assert.All(result.Trials, t => Assert.Equal(3, t.Seconds));
        Assert.Equal(Keys(result), Keys(Run(Options with { Trials = result.Trials.Count }, Bowl)));
        Assert.All(Run(Options, Bowl).Trials, t => Assert.Equal(double.NaN, t.Seconds));
        Assert.Throws<ArgumentException>(() => Run(timed, Bowl));
        Assert.StartsWith("Seconds must be in (0, ", Assert.Throws<ArgumentOutOfRangeException>(() => Options with { Seconds = 0 }).Message);

        TrialScore Slow(TrialContext trial)
        {
            clock.Now += 3;
            return Bowl(trial);
        }
    }

    [Fact]
    public void Known_trials_cost_none_of_the_seconds()
    {
        var known = Run(Options with { Trials = 6 }, Bowl).Trials;
        var clock = new HandClock();
        var result = Study.Run(
            Options with { Seconds = 1 },
            trial =>
            {
                clock.Now += 5;
                return Bowl(trial);
            },
            new StudyContext { Clock = clock, Known = known, Cancel = TestContext.Current.CancellationToken });
        Assert.Equal(7, result.Trials.Count);
    }

    [Fact]
    public void Steps_must_rise() => Assert.Throws<ArgumentOutOfRangeException>(() => Run(Options, trial =>
    {
        trial.Report(3, 1);
        trial.Report(3, 1);
        return Score(1);
    }));

    [Fact]
    public void Parameters_that_do_not_exist_are_neither_told_nor_recorded()
    {
        var space = new SearchSpace([new Choice("kind", ["a", "b"]), new FloatRange("x", 0, 1) { When = [new Condition("kind", ["b"])] }]);
        foreach (var sampler in SamplerCatalog.All.Where(s => s is not GridSampler))
        {
            var result = Run(Options with { Space = space, Sampler = sampler }, trial =>
            {
                Assert.Equal((string)trial.Parameters["kind"] == "b", trial.Parameters.ContainsKey("x"));
                return Score(trial.Parameters.TryGetValue("x", out var x) ? (double)x : 0.5);
            });
            // Without x there is one point; it is tried once.
            Assert.Single(result.Trials, t => t.Parameters.Count == 1);
        }
    }

    [Fact]
    public void Trials_of_another_study_are_refused()
    {
        var other = Run(Options with { Seed = 4, Trials = 3 }, Bowl);
        var message = Assert.Throws<InputException>(() => Run(Options, Bowl, other.Trials)).Message;
        Assert.StartsWith("trial 0: was made with x=", message);
        Assert.EndsWith("Go on with the same search space, sampler, pruner, seed and width, or start another study.", message);
    }

    [Fact]
    public void A_failed_trial_says_why_and_is_never_the_best()
    {
        var result = Run(Options with { Trials = 6, Direction = MetricDirection.Higher }, trial => trial.Number switch
        {
            0 => throw new InputException("rows", "too few."),
            1 => Score(double.NaN),
            _ => Score(-trial.Number),
        });
        Assert.Equal([TrialState.Failed, TrialState.Failed, TrialState.Complete], result.Trials.Take(3).Select(t => t.State));
        Assert.Equal(("rows: too few.", "The objective was NaN."), (result.Trials[0].Message, result.Trials[1].Message));
        Assert.Equal(2, result.Best!.Number);
        Assert.Null(Run(Options with { Trials = 2 }, _ => Score(double.NaN)).Best);
    }

    [Fact]
    public void An_error_of_the_objective_ends_the_study() => Assert.Throws<InvalidOperationException>(
        () => Run(Options with { Threads = 3 }, trial => trial.Number == 5 ? throw new InvalidOperationException() : Bowl(trial)));

    [Fact]
    public void The_standard_error_is_that_of_the_folds_mean()
    {
        // 1, 2, 6: mean 3, squares 4 + 1 + 9 = 14, variance 7, standard error sqrt(7 / 3).
        var score = TrialScore.OfFolds([1, 2, 6]);
        Assert.Equal((3.0, Math.Sqrt(7 / 3.0)), (score.Value, score.StandardError));
        Assert.Equal(double.NaN, TrialScore.OfFolds([1]).StandardError);
    }

    [Fact]
    public void The_winner_is_chosen_inside_the_training_part()
    {
        // The older pipeline compared its candidates on the test set and reported the winner's score there.
        var rows = MadeRows.Of(new NextBarDirection(), 300, 6);
        var split = new HoldOut().Split(rows)[0];
        var flipped = rows.Labels.ToArray();
        foreach (var row in split.Test)
        {
            flipped[row] = 1 - flipped[row];
        }

        var other = new Dataset(rows.Features, flipped, rows.Spans, times: rows.Times);
        Assert.Equal(Values(rows), Values(other));

        IEnumerable<double> Values(Dataset data)
        {
            var train = data.Take(split.Train);
            var objective = Objectives.OverFolds(
                train, new WalkForward { Folds = 3 }.Split(train), p => new Constant { Probability = (double)p["probability"] }, LogLoss.Metric, new EvaluationOptions());
            var options = Options with { Space = new SearchSpace([new FloatRange("probability", 0.1, 0.9)]), Trials = 12 };
            var result = Run(options, objective);
            Assert.All(result.Trials, t => Assert.Equal((3, t.FoldValues.Average()), (t.FoldValues.Count, t.Value)));
            return result.Trials.Select(t => t.Value).Append(result.Best!.Number);
        }
    }

    private static StudyResult Run(
        StudyOptions options, Objective objective, IReadOnlyList<Trial>? known = null, Action<Trial>? finished = null, CancellationToken? cancel = null) =>
        Study.Run(
            options, objective, new StudyContext { Known = known ?? [], Finished = finished, Cancel = cancel ?? TestContext.Current.CancellationToken });

    private static TrialScore Bowl(TrialContext trial)
    {
        var x = (double)trial.Parameters["x"];
        var n = (int)trial.Parameters["n"];
        return Score((x * x) + ((n - 7) * (n - 7)) + ((string)trial.Parameters["kind"] == "a" ? 1 : 0));
    }

    /// <summary>Comes down to the bowl's value in ten steps.</summary>
    private static TrialScore Climb(TrialContext trial)
    {
        var end = Bowl(trial).Value;
        for (var step = 10; step <= 100; step += 10)
        {
            if (trial.Report(step, end + (100 - step)))
            {
                return TrialScore.Pruned([]);
            }
        }

        return Score(end);
    }

    private sealed class HandClock : TimeProvider
    {
        internal long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }

    private static TrialScore Score(double value) => new(value, double.NaN, []);

    private static IEnumerable<string> Keys(StudyResult result) => result.Trials.Select(t => $"{t.Number} {Options.Space.Key(t.Parameters)} {t.Value:R} {t.State}");

    private sealed record Spy(List<int> Known) : Sampler
    {
        public override string Id => "spy";

        public override double[] Suggest(SuggestContext context)
        {
            Known.Add(context.Known.Count);
            Assert.Equal(context.Number, context.Known.Count + context.Pending.Count);
            return new RandomSampler().Suggest(context);
        }
    }

    private sealed record Constant : Learner
    {
        public required double Probability { get; init; }

        public override string Id => "constant";

        public override Model Fit(Dataset train, FitContext context) => new ConstantModel(train.Features.Names, Probability);
    }

    private sealed class ConstantModel(IReadOnlyList<string> names, double probability) : Model
    {
        public override IReadOnlyList<string> FeatureNames => names;

        public override string Kind => "test";

        public override void Predict(FeatureMatrix features, Span<double> destination, int threads = 1) => destination.Fill(probability);

        public override double Predict(ReadOnlySpan<double> row) => probability;
    }
}

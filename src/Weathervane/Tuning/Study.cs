using Weathervane.Evaluation.Metrics;

namespace Weathervane.Tuning;

/// <summary>Runs the trials of a study.</summary>
/// <remarks>Each suggestion, and whether a trial is stopped early, depends on the seed, its number and the trials up to number - width
/// alone, so the study is the same on any number of threads, and one that was stopped goes on as if it had not been.</remarks>
public static class Study
{
    /// <summary>Runs the trials that are not known yet.</summary>
    /// <param name="options">The study.</param>
    /// <param name="objective">Tries a point.</param>
    /// <param name="context">Trials known already, whom to tell, the clock, and how to stop; null for none of these.</param>
    /// <exception cref="InputException">The known trials are of another study.</exception>
    /// <exception cref="ArgumentException">The study has a bound in seconds, but there is no clock.</exception>
    /// <exception cref="OperationCanceledException">The study was stopped.</exception>
    public static StudyResult Run(StudyOptions options, Objective objective, StudyContext? context = null)
    {
        context ??= new StudyContext();
        var time = new Stopwatch(options.Seconds, context.Clock);
        var done = context.Known.ToDictionary(t => t.Number);
        var trials = new Trial[options.Trials];
        var tasks = new List<Task>();
        var chooser = new PointChooser(options);
        var end = StudyEnd.Trials;
        using var slots = new SemaphoreSlim(options.Threads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancel);
        var telling = new Lock();
        try
        {
            for (var i = 0; i < options.Trials; i++)
            {
                var visible = Math.Max(i - options.Width + 1, 0);
                if (visible > 0)
                {
                    tasks[visible - 1].GetAwaiter().GetResult();
                }

                var isKnown = done.TryGetValue(i, out var earlier);
                if (!isKnown)
                {
                    // Before the clock is read: a trial starts when there is a thread for it.
                    slots.Wait(stop.Token);
                    if (time.IsUp)
                    {
                        end = StudyEnd.Time;
                        break;
                    }
                }

                if (chooser.Next(trials.AsSpan(0, visible)) is not { } point)
                {
                    end = StudyEnd.Exhausted;
                    break;
                }

                tasks.Add(isKnown ? Recall(options, earlier!, point, trials) : Start(i, point, trials[..visible]));
            }

            foreach (var task in tasks)
            {
                task.GetAwaiter().GetResult();
            }
        }
        finally
        {
            // After an error the trials that still run are stopped, and waited for.
            stop.Cancel();
            Task.WhenAll(tasks).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }

        var made = trials[..tasks.Count];
        return new StudyResult(made, Best(made, options.Direction), end);

        Task Start(int number, IReadOnlyDictionary<string, object> point, Trial[] known)
        {
            var watch = new TrialWatch(options.Pruner, number, chooser.Sign, options.Seed, known);
            return Task.Run(
                () =>
                {
                    try
                    {
                        var begin = context.Clock?.GetTimestamp() ?? 0;
                        var trial = Try(objective, new TrialContext(number, point, stop.Token) { Watch = watch });
                        trial = trial with { Seconds = context.Clock?.GetElapsedTime(begin).TotalSeconds ?? double.NaN };
                        lock (telling)
                        {
                            trials[number] = trial;
                            context.Finished?.Invoke(trial);
                        }
                    }
                    finally
                    {
                        slots.Release();
                    }
                },
                CancellationToken.None);
        }
    }

    /// <summary>The best complete trial, the earliest of equals; null if there is none.</summary>
    /// <param name="trials">By number.</param>
    /// <param name="direction">Which way values are better.</param>
    public static Trial? Best(IEnumerable<Trial> trials, MetricDirection direction)
    {
        var complete = trials.Where(t => t.State == TrialState.Complete);
        return direction == MetricDirection.Higher ? complete.MaxBy(t => t.Value) : complete.MinBy(t => t.Value);
    }

    private static Task Recall(StudyOptions options, Trial earlier, IReadOnlyDictionary<string, object> point, Trial[] trials)
    {
        RequireSame(options, earlier, point);
        trials[earlier.Number] = earlier;
        return Task.CompletedTask;
    }

    /// <summary>A recorded trial is one that the study would have made.</summary>
    internal static void RequireSame(StudyOptions options, Trial earlier, IReadOnlyDictionary<string, object> point)
    {
        var (found, expected) = (string.Join("; ", earlier.Parameters.Select(p => p.Key)), string.Join("; ", point.Keys));
        if (found == expected)
        {
            (found, expected) = (options.Space.Key(earlier.Parameters), options.Space.Key(point));
        }

        if (found != expected)
        {
            throw new InputException(
                $"trial {earlier.Number}",
                $"was made with {found}, but this study would try {expected}.",
                "Go on with the same search space, sampler, pruner, seed and width, or start another study.");
        }
    }

    /// <summary>Tries a point; what the objective refuses is a failed trial.</summary>
    internal static Trial Try(Objective objective, TrialContext context)
    {
        context.Cancel.ThrowIfCancellationRequested();
        var failed = new Trial { Number = context.Number, Parameters = context.Parameters, State = TrialState.Failed };
        TrialScore score;
        try
        {
            score = objective(context);
        }
        catch (InputException refused)
        {
            return failed with { Message = refused.Message, Reports = context.Watch!.Reports };
        }

        var ended = failed with { FoldValues = score.FoldValues, Reports = context.Watch!.Reports };
        return score.IsPruned ? ended with { State = TrialState.Pruned, Message = $"Stopped at step {ended.Reports[^1].Step}." }
            : double.IsNaN(score.Value) ? ended with { Message = "The objective was NaN." }
            : ended with { State = TrialState.Complete, Value = score.Value, StandardError = score.StandardError };
    }

    /// <summary>Counts a study's time, where it is bounded.</summary>
    private sealed class Stopwatch
    {
        private readonly double? _seconds;
        private readonly TimeProvider? _clock;
        private readonly long _started;

        internal Stopwatch(double? seconds, TimeProvider? clock)
        {
            if (seconds is not null && clock is null)
            {
                throw new ArgumentException("A study with a bound in seconds needs a clock.", nameof(clock));
            }

            (_seconds, _clock, _started) = (seconds, clock, clock?.GetTimestamp() ?? 0);
        }

        internal bool IsUp => _seconds is { } seconds && _clock!.GetElapsedTime(_started).TotalSeconds >= seconds;
    }
}

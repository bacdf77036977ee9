using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Tuning.Samplers;

namespace Weathervane.Tuning;

/// <summary>What a study found.</summary>
/// <param name="Trials">All trials by number.</param>
/// <param name="Best">The best complete trial, the earliest of equals; null if all failed.</param>
/// <param name="IsExhausted">Whether it ended early because every point had been tried.</param>
public sealed record StudyResult(IReadOnlyList<Trial> Trials, Trial? Best, bool IsExhausted);

/// <summary>Runs the trials of a study.</summary>
/// <remarks>Each suggestion depends on the seed, its number and the trials up to number - width alone, so the study is the same on any
/// number of threads, and one that was stopped goes on as if it had not been.</remarks>
public static class Study
{
    // Draws of the sampler before the untried points are looked through.
    private const int DrawsMax = 16;
    private const long PointsListedMax = 100_000;

    /// <summary>Runs the trials that are not known yet.</summary>
    /// <param name="options">The study.</param>
    /// <param name="objective">Tries a point.</param>
    /// <param name="known">Trials of an earlier, stopped run of the same study, in any order; null for none.</param>
    /// <param name="finished">Told each new trial when it ends, one at a time, in the order of ending.</param>
    /// <param name="cancel">Stops the study; trials that have ended have been told.</param>
    /// <exception cref="InputException">The known trials are of another study.</exception>
    /// <exception cref="OperationCanceledException">The study was stopped.</exception>
    public static StudyResult Run(
        StudyOptions options, Objective objective, IReadOnlyList<Trial>? known = null, Action<Trial>? finished = null, CancellationToken cancel = default)
    {
        var done = (known ?? []).ToDictionary(t => t.Number);
        var trials = new Trial[options.Trials];
        var tasks = new List<Task>();
        var tried = new HashSet<string>();
        using var slots = new SemaphoreSlim(options.Threads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
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

                if (Suggest(options, i, trials.AsSpan(0, visible), tried) is not { } point)
                {
                    break;
                }

                tasks.Add(done.TryGetValue(i, out var earlier) ? Recall(options, earlier, point, trials) : Start(i, point));
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
        return new StudyResult(made, Best(made, options.Direction), made.Length < options.Trials);

        Task Start(int number, IReadOnlyDictionary<string, object> point)
        {
            slots.Wait(stop.Token);
            return Task.Run(
                () =>
                {
                    try
                    {
                        var trial = Try(objective, new TrialContext(number, point, stop.Token));
                        lock (telling)
                        {
                            trials[number] = trial;
                            finished?.Invoke(trial);
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

    private static Task Recall(StudyOptions options, Trial earlier, IReadOnlyDictionary<string, object> point, Trial[] trials)
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
                "Go on with the same search space, sampler, seed and width, or start another study.");
        }

        trials[earlier.Number] = earlier;
        return Task.CompletedTask;
    }

    private static Trial Try(Objective objective, TrialContext context)
    {
        context.Cancel.ThrowIfCancellationRequested();
        var failed = new Trial { Number = context.Number, Parameters = context.Parameters, State = TrialState.Failed };
        try
        {
            var score = objective(context);
            return double.IsNaN(score.Value)
                ? failed with { FoldValues = score.FoldValues, Message = "The objective was NaN." }
                : failed with { State = TrialState.Complete, Value = score.Value, StandardError = score.StandardError, FoldValues = score.FoldValues };
        }
        catch (InputException refused)
        {
            return failed with { Message = refused.Message };
        }
    }

    /// <summary>A point that was not tried before; null when there is none.</summary>
    private static IReadOnlyDictionary<string, object>? Suggest(StudyOptions options, int number, ReadOnlySpan<Trial> visible, HashSet<string> tried)
    {
        var space = options.Space;
        if (space.Count <= tried.Count)
        {
            return null;
        }

        var sign = options.Direction == MetricDirection.Lower ? 1 : -1;
        var history = new List<Observation>();
        foreach (var trial in visible)
        {
            if (trial.State == TrialState.Complete)
            {
                history.Add(new Observation(space.Units(trial.Parameters), sign * trial.Value));
            }
        }

        var random = SeededRandom.Fork(options.Seed, (ulong)number);
        for (var draw = 0; draw < DrawsMax; draw++)
        {
            var point = space.Point(options.Sampler.Suggest(space, history, random));
            if (tried.Add(space.Key(point)))
            {
                return point;
            }
        }

        return Untried(space, tried, random);
    }

    /// <summary>A random point that was not tried; there is one.</summary>
    private static IReadOnlyDictionary<string, object> Untried(Search.SearchSpace space, HashSet<string> tried, SeededRandom random)
    {
        if (space.Count <= PointsListedMax)
        {
            var left = Enumerable.Range(0, (int)space.Count.Value).Select(n => space.PointAt(n)).Where(p => !tried.Contains(space.Key(p))).ToList();
            var chosen = left[random.NextInt(left.Count)];
            tried.Add(space.Key(chosen));
            return chosen;
        }

        while (true)
        {
            var point = space.Point(new RandomSampler().Suggest(space, [], random));
            if (tried.Add(space.Key(point)))
            {
                return point;
            }
        }
    }

    private static Trial? Best(IEnumerable<Trial> trials, MetricDirection direction)
    {
        var complete = trials.Where(t => t.State == TrialState.Complete);
        return direction == MetricDirection.Higher ? complete.MaxBy(t => t.Value) : complete.MinBy(t => t.Value);
    }
}

using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Learners;
using Weathervane.Numerics;

namespace Weathervane.Evaluation;

/// <summary>Learns from rows: a learner's <see cref="Learner.Fit"/>, or anything like it.</summary>
/// <param name="train">The rows.</param>
/// <param name="context">Seed, threads, validation rows, progress and cancellation.</param>
public delegate Model FitFunction(Dataset train, FitContext context);

/// <summary>Fits on the training part of each split and forecasts its test part.</summary>
public static class Evaluator
{
    /// <summary>Forecasts the test rows of all splits, each by a model that was fitted on that split's training rows alone.</summary>
    /// <remarks>Everything that is fitted (columns to keep, scaler, fill values, the model) sees training rows only; validation rows are
    /// the last of those, purged. The result depends on rows, splits, settings and seed alone.</remarks>
    /// <param name="name">Who forecasts.</param>
    /// <param name="data">The rows.</param>
    /// <param name="splits">Row numbers to learn from and to test.</param>
    /// <param name="fit">The learner.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">The rows cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static OutOfSample Run(string name, Dataset data, IReadOnlyList<Split> splits, FitFunction fit, EvaluationOptions options)
    {
        var probabilities = new double[splits.Count][];
        var progress = new SharedProgress(splits.Count, options.Progress);
        var atOnce = Math.Min(options.FoldsAtOnce, options.Threads);
        void RunFold(int fold)
        {
            probabilities[fold] = Forecast(data, splits[fold], fold, fit, options, Context(fold, options) with
            {
                Threads = Math.Max(1, options.Threads / atOnce),
                Progress = progress.Part(fold),
            });
            progress.Part(fold)?.Report(1);
        }

        ParallelRuns.Run(splits.Count, atOnce, RunFold);
        int[] rows = [.. splits.SelectMany(s => s.Test)];
        return new OutOfSample(
            name,
            rows,
            [.. splits.SelectMany((s, fold) => Enumerable.Repeat(fold, s.Test.Length))],
            [.. rows.Select(r => data.Labels[r])],
            [.. probabilities.SelectMany(p => p)]);
    }

    /// <summary>Forecasts the test rows of one of the splits, as <see cref="Run"/> forecasts them.</summary>
    /// <param name="name">Who forecasts.</param>
    /// <param name="data">The rows.</param>
    /// <param name="split">Row numbers to learn from and to test.</param>
    /// <param name="fold">The split's place among all of them, from 0; the fit's seed depends on it.</param>
    /// <param name="fit">The learner.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">The rows cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static OutOfSample RunFold(string name, Dataset data, Split split, int fold, FitFunction fit, EvaluationOptions options) => new(
        name,
        split.Test,
        [.. Enumerable.Repeat(fold, split.Test.Length)],
        [.. split.Test.Select(r => data.Labels[r])],
        Forecast(data, split, fold, fit, options, Context(fold, options)));

    private static FitContext Context(int fold, EvaluationOptions options) =>
        new() { Seed = SeededRandom.Mix(options.Seed, (ulong)fold), Threads = options.Threads, Cancel = options.Cancel };

    private static double[] Forecast(Dataset data, Split split, int number, FitFunction fit, EvaluationOptions options, FitContext context)
    {
        context.Cancel.ThrowIfCancellationRequested();
        var fold = options.Folds?.Of(data, split, options) ?? PreparedFold.Of(data, split, options);
        var model = fit(fold.Train, context with { Validation = fold.Validation, Bins = options.Folds?.Bins });
        options.Fitted?.Invoke(number, model, fold.Train.Features, fold.Test);
        var probabilities = new double[split.Test.Length];
        model.Predict(fold.Test, probabilities, context.Threads);
        return probabilities;
    }
}

using System.Collections.Concurrent;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Importance;

/// <summary>How much a model's score falls when columns' values are dealt out anew: the record of its settings. Works with any model.</summary>
/// <remarks>Give rows that the model has not learnt from: on its own training rows it tells what was memorised. Columns that say nearly the same
/// stand in for each other, and each alone then looks unimportant: <see cref="OfGroups"/> deals <see cref="ColumnClusters"/> out together. The result depends on rows, settings and seed alone. Source: Breiman (2001),
/// Random Forests, section 10; the same measure as scikit-learn's permutation_importance.</remarks>
public sealed record PermutationImportance
{
    /// <summary>How often each column, or group of columns, is dealt out.</summary>
    public int Repeats { get; init => field = Check.InRange(value, 1, 100_000); } = 5;

    /// <summary>Neighbouring rows that stay together, so that a column keeps its own run from row to row: 1 deals out single rows.</summary>
    public int BlockRows { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 1;

    /// <summary>Seed of the dealing.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most threads to use; the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Measures every column.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">[rows x columns], columns as the model knows them.</param>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="metric">What the model is scored by.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>[columns], in their order.</returns>
    /// <exception cref="ArgumentException">There are no rows, or columns or labels do not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public IReadOnlyList<ColumnImportance> Of(Model model, FeatureMatrix features, double[] labels, Metric metric, CancellationToken cancel = default) =>
        OfGroups(model, features, labels, metric, ColumnGroup.Singles(features.Names), cancel);

    /// <summary>Measures groups of columns: those of a group are dealt out together, each row's values staying side by side.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">[rows x columns], columns as the model knows them.</param>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="metric">What the model is scored by.</param>
    /// <param name="groups">Such as <see cref="ColumnClusters.Of"/> finds.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>[groups], in their order.</returns>
    /// <exception cref="ArgumentException">There are no rows, or columns, labels or groups do not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public IReadOnlyList<ColumnImportance> OfGroups(
        Model model, FeatureMatrix features, double[] labels, Metric metric, IReadOnlyList<ColumnGroup> groups, CancellationToken cancel = default)
    {
        Check.InRange(features.Rows, 1, int.MaxValue);
        Check.SameLength(labels.Length, features.Rows, nameof(labels));
        var before = new double[features.Rows];
        model.Predict(features, before);
        var score = metric.Score(labels, before);
        var falls = groups.Select(_ => new double[Repeats]).ToArray();
        ForEachDeal(model, features, groups, (group, repeat, dealt) => falls[group][repeat] = metric.Gain(score, metric.Score(labels, dealt)), cancel);
        return [.. groups.Select((g, i) => ColumnImportance.Of(g.Name, falls[i]))];
    }

    /// <summary>Deals each group out and tells what the model then forecasts; groups on several threads, the repeats of one group in order.</summary>
    internal void ForEachDeal(
        Model model, FeatureMatrix features, IReadOnlyList<ColumnGroup> groups, Action<int, int, double[]> forecast, CancellationToken cancel)
    {
        foreach (var column in groups.SelectMany(g => g.Columns))
        {
            Check.InRange(column, 0, features.Columns - 1, nameof(groups));
        }

        var idle = new ConcurrentBag<DealtRows>();
        Parallel.For(0, groups.Count, ParallelRuns.Options(Threads, cancel), group =>
        {
            var rows = idle.TryTake(out var used) ? used : new DealtRows(features);
            var probabilities = new double[features.Rows];
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                cancel.ThrowIfCancellationRequested();
                rows.Deal(groups[group].Columns, BlockRows, SeededRandom.Fork(Seed, ((ulong)group * (ulong)Repeats) + (ulong)repeat));
                model.Predict(rows.Features, probabilities);
                forecast(group, repeat, probabilities);
            }

            rows.Restore(groups[group].Columns);
            idle.Add(rows);
        });
    }
}

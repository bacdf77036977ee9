using System.Collections.Concurrent;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Numerics;

namespace Weathervane.Evaluation;

/// <summary>How much a model's score falls when a column's values are dealt out anew: the record of its settings. Works with any model.</summary>
/// <remarks>Give rows that the model has not learnt from: on its own training rows it tells what was memorised. Columns that say nearly the same
/// stand in for each other, and each then looks unimportant. The result depends on rows, settings and seed alone. Source: Breiman (2001),
/// Random Forests, section 10; the same measure as scikit-learn's permutation_importance.</remarks>
public sealed record PermutationImportance
{
    /// <summary>How often each column is dealt out.</summary>
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
    public IReadOnlyList<ColumnImportance> Of(Model model, FeatureMatrix features, double[] labels, Metric metric, CancellationToken cancel = default)
    {
        Check.InRange(features.Rows, 1, int.MaxValue);
        Check.SameLength(labels.Length, features.Rows, nameof(labels));
        var score = Score(model, features, labels, metric);
        var idle = new ConcurrentBag<Copy>();
        var result = new ColumnImportance[features.Columns];
        Parallel.For(0, features.Columns, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancel }, column =>
        {
            var copy = idle.TryTake(out var used) ? used : new Copy(features);
            var falls = new double[Repeats];
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                cancel.ThrowIfCancellationRequested();
                Deal(features.Column(column), copy.Column(column), SeededRandom.Fork(Seed, ((ulong)column * (ulong)Repeats) + (ulong)repeat));
                falls[repeat] = metric.Gain(score, Score(model, copy.Features, labels, metric));
            }

            features.Column(column).CopyTo(copy.Column(column));
            idle.Add(copy);
            result[column] = ColumnImportance.Of(features.Names[column], falls);
        });
        return result;
    }

    private static double Score(Model model, FeatureMatrix features, double[] labels, Metric metric)
    {
        var probabilities = new double[features.Rows];
        model.Predict(features, probabilities);
        return metric.Score(labels, probabilities);
    }

    /// <summary>The column's blocks one behind the other in a random order; the last block may be shorter.</summary>
    private void Deal(ReadOnlySpan<double> values, Span<double> destination, SeededRandom random)
    {
        var blocks = new int[((values.Length - 1) / BlockRows) + 1];
        for (var block = 0; block < blocks.Length; block++)
        {
            blocks[block] = block;
        }

        random.Shuffle(blocks.AsSpan());
        var filled = 0;
        foreach (var block in blocks)
        {
            var from = block * BlockRows;
            var run = values.Slice(from, Math.Min(BlockRows, values.Length - from));
            run.CopyTo(destination[filled..]);
            filled += run.Length;
        }
    }

    /// <summary>The rows once more, of which one column at a time is changed and put right again.</summary>
    private sealed class Copy
    {
        private readonly double[] _values;

        internal Copy(FeatureMatrix features)
        {
            _values = new double[checked(features.Rows * features.Columns)];
            for (var column = 0; column < features.Columns; column++)
            {
                features.Column(column).CopyTo(_values.AsSpan(column * features.Rows));
            }

            Features = new FeatureMatrix(features.Names, _values, features.Rows);
        }

        internal FeatureMatrix Features { get; }

        internal Span<double> Column(int column) => _values.AsSpan(column * Features.Rows, Features.Rows);
    }
}

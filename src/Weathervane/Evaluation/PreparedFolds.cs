using System.Collections.Concurrent;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Features;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Evaluation;

/// <summary>Folds that several fits share: each fold's rows are taken, preprocessed and cut into bins once, from its training rows alone.</summary>
/// <remarks>For one dataset and one way of preprocessing and holding back; a fold is known by its <see cref="Split"/> object. Holds a copy of
/// every fold's rows while it lives. What a fit gives does not depend on it. Safe to share between threads.</remarks>
public sealed class PreparedFolds
{
    private readonly ConcurrentDictionary<Split, Lazy<PreparedFold>> _folds = new(ReferenceEqualityComparer.Instance);
    private int _prepared;

    /// <summary>How many folds were prepared, as against found here.</summary>
    public int Prepared => _prepared;

    /// <summary>The bins of the folds' training rows.</summary>
    public BinCache Bins { get; } = new();

    internal PreparedFold Of(Dataset data, Split split, EvaluationOptions options) => _folds.GetOrAdd(split, _ => new(() =>
    {
        Interlocked.Increment(ref _prepared);
        return PreparedFold.Of(data, split, options);
    })).Value;
}

/// <summary>The rows of one fold as learners see them.</summary>
internal sealed record PreparedFold(Dataset Train, Dataset? Validation, FeatureMatrix Test)
{
    internal static PreparedFold Of(Dataset data, Split split, EvaluationOptions options)
    {
        var parts = options.ValidationShare > 0 ? Purge.HoldBack(data, split.Train, options.ValidationShare) : new Split(split.Train, []);
        var train = options.Weighting.Apply(data.Take(parts.Train));
        var preprocessor = options.Preprocessing.Fit(train.Features);
        return new PreparedFold(
            Prepared(train), parts.Test.Length == 0 ? null : Prepared(data.Take(parts.Test)), preprocessor.Transform(data.Features.TakeRows(split.Test)));

        Dataset Prepared(Dataset rows) => rows with { Features = preprocessor.Transform(rows.Features) };
    }
}

using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Learners;

namespace Weathervane.Evaluation;

/// <summary>How folds are fitted and forecast.</summary>
public sealed record EvaluationOptions
{
    /// <summary>What is done to features; fitted on each fold's training rows.</summary>
    public Preprocessing Preprocessing { get; init; } = new();

    /// <summary>How much rows count; worked out from each fold's training rows, those held back left out.</summary>
    public SampleWeighting Weighting { get; init; } = new();

    /// <summary>Share of each fold's training rows, the last ones, that is held back (purged) as validation rows; 0 to 0.9, 0 for none.</summary>
    public double ValidationShare { get; init => field = Check.InRange(value, 0.0, 0.9); }

    /// <summary>Seed of the fits; each fold's is mixed from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most threads to use; the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Most folds at once, sharing the threads; the result does not depend on it.</summary>
    public int FoldsAtOnce { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Folds that were prepared before, with these settings on these rows; null prepares them for this evaluation alone. The result is the same.</summary>
    public PreparedFolds? Folds { get; init; }

    /// <summary>Told each fold's model when it is fitted, from any thread, with its training rows and its test rows as the model sees them; null for nobody.</summary>
    public Action<int, Model, FeatureMatrix, FeatureMatrix>? Fitted { get; init; }

    /// <summary>Told the share of the work that is done, 0 to 1, from one thread at a time.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }
}

using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners;

/// <summary>What a fit is busy with.</summary>
public enum FitStage
{
    /// <summary>Growing trees, or solving for coefficients; where a fit starts.</summary>
    Fitting,

    /// <summary>Cutting columns into bins.</summary>
    Binning,
}

/// <summary>What a fit is given besides its rows.</summary>
public sealed record FitContext
{
    /// <summary>Seed of everything random in the fit.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most threads to use; the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Later rows for early stopping, purged from the training rows; null for none.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Bins of rows that were cut before, shared by fits; null cuts them for this fit alone. The model is the same.</summary>
    public BinCache? Bins { get; init; }

    /// <summary>Told the share of the fit that is done, 0 to 1; may be called from another thread.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Told each boosting round, from 1 on, with the loss on the <see cref="Validation"/> rows after it; false ends the fit with the
    /// trees so far. Null for nobody; never called without validation rows, or by a learner without rounds.</summary>
    public Func<int, double, bool>? OnRound { get; init; }

    /// <summary>Told what the fit turns to, so that the caller can time the stages; called from the thread that fits, or several where an ensemble fits its
    /// members side by side.</summary>
    public Action<FitStage>? Stage { get; init; }

    /// <summary>Stops the fit.</summary>
    public CancellationToken Cancel { get; init; }
}

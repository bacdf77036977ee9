namespace Weathervane.Evaluation.Inference;

/// <summary>How differences of scores are tested.</summary>
public sealed record InferenceOptions
{
    /// <summary>How many bars the labels look ahead: neighbouring rows share that many less one.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 1;

    /// <summary>Resamples for metrics that are no mean over rows; 0 for none: their intervals then rest on the rows' influences alone.</summary>
    public int Draws { get; init => field = Check.InRange(value, 0, 100_000); } = 499;

    /// <summary>Seed of the resamples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most threads to use; the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }
}

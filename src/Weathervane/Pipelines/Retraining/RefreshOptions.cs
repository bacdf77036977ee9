using Weathervane.Pipelines.Gate;

namespace Weathervane.Pipelines.Retraining;

/// <summary>How a model is trained again.</summary>
public sealed record RefreshOptions
{
    /// <summary>How many walk-forward folds the fresh model's recipe is scored on, 1 to 100: each costs a fit.</summary>
    public int Folds { get; init => field = Check.InRange(value, 1, 100); } = 1;

    /// <summary>How many of the newest rows are scored, 100 to 10,000,000; of a short history a fifth, and of a long one a twentieth at least.</summary>
    public int Validation { get; init => field = Check.InRange(value, 100, 10_000_000); } = 2160;

    /// <summary>The gate's tests.</summary>
    public GateRules Rules { get; init; } = new();

    /// <summary>Most threads; the result is the same for any.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1_024); } = 1;

    /// <summary>The version of the program, recorded in models.</summary>
    public string CodeVersion { get; init; } = "";

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }
}

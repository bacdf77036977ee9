using Weathervane.Evaluation.Inference;

namespace Weathervane.Evaluation.Judging;

/// <summary>What the time of a prediction means.</summary>
public enum PredictionTime
{
    /// <summary>The open of the decision bar: the last bar that the prediction may know.</summary>
    Bar,

    /// <summary>The close of the decision bar: when the prediction could first be made.</summary>
    KnownAt,

    /// <summary>The open of the bar at whose close the prediction comes true.</summary>
    Target,
}

/// <summary>How predictions are judged.</summary>
public sealed record JudgeOptions
{
    /// <summary>How many bars the predictions look ahead.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, 100_000); } = 1;

    /// <summary>What their times mean; null for what the column's name says, else <see cref="PredictionTime.Bar"/>.</summary>
    public PredictionTime? Time { get; init; }

    /// <summary>How many were tried before these were chosen, these included.</summary>
    public int Trials { get; init => field = Check.InRange(value, 1, 1_000_000); } = 1;

    /// <summary>Called when the rows are known to be fit, before anything of them is scored; gives the how-manieth look at a sealed hold-out it is, from 1, or null where it is
    /// none or nobody counts. Where it throws, nothing was scored.</summary>
    public Func<Predictions, int?>? Looking { get; init; }

    /// <summary>Most threads to use; the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }

    internal InferenceOptions Inference => new() { Horizon = Horizon, Threads = Threads, Cancel = Cancel };
}

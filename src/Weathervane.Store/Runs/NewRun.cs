namespace Weathervane.Store.Runs;

/// <summary>What a run is known by from its start.</summary>
public sealed record NewRun
{
    /// <summary>What people call it; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Who started it.</summary>
    public required string User { get; init; }

    /// <summary>The experiment's name; it is made when there is none.</summary>
    public string Experiment { get; init; } = "Default";

    /// <summary>The experiment's number, instead of its name; it must be there.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>When it started, kept to the millisecond; null is the time of the call.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

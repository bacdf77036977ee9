namespace Weathervane.Client.Experiments;

/// <summary>An experiment to be started.</summary>
public sealed record NewExperiment
{
    /// <summary>The series.</summary>
    public required string Series { get; init; }

    /// <summary>The champion's reference; with <see cref="Promote"/> one by alias: <c>btc</c>.</summary>
    public required string Champion { get; init; }

    /// <summary>References of 1 to 20 challengers.</summary>
    public required IReadOnlyList<string> Challengers { get; init; }

    /// <summary>Who answers meanwhile.</summary>
    public ExperimentMode Mode { get; init; }

    /// <summary>The challengers' shares of the keys: one for each, one for all, or none for equal shares (split) or 5 % together (canary).</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>The chance, at most, that any verdict is wrong.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Whether a challenger that is better gets the champion's alias.</summary>
    public bool Promote { get; init; }

    /// <summary>Bars that close from here on are compared; null is from now on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>What for, in words.</summary>
    public string Reason { get; init; } = "";
}

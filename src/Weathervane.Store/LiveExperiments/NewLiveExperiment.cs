namespace Weathervane.Store.LiveExperiments;

/// <summary>An experiment to be started.</summary>
public sealed record NewLiveExperiment
{
    /// <summary>The series.</summary>
    public required string Series { get; init; }

    /// <summary>The champion's reference; with <see cref="Promote"/> one by alias, which is the one that moves: <c>btc</c>, <c>btc@live</c>.</summary>
    public required string Champion { get; init; }

    /// <summary>References of 1 to 20 challengers.</summary>
    public required IReadOnlyList<string> Challengers { get; init; }

    /// <summary>Who answers meanwhile.</summary>
    public LiveMode Mode { get; init; }

    /// <summary>The challengers' shares of the keys: one for each, one for all, or none for equal shares (split) or 5 % together (canary). The champion has the rest.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>The chance, at most, that any verdict is wrong; above 0, at most 0.5.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>How many bars ahead the models' labels look.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, 10_000); } = 1;

    /// <summary>Whether a challenger that is better gets the champion's alias, after which a second experiment stands ready to take it back.</summary>
    public bool Promote { get; init; }

    /// <summary>Bars that close from here on are compared; null is from now on. Earlier ones count only for challengers that were not chosen by them.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>What for, in words.</summary>
    public string Reason { get; init; } = "";
}

using Weathervane.Bars;

namespace Weathervane.Store.Live;

/// <summary>A market whose bars come in.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called: <c>btcusd-1h</c>.</param>
/// <param name="Interval">The length of a bar: <c>1h</c>.</param>
/// <param name="Models">References of the models that forecast each bar; the first is the one that answers for the series.</param>
/// <param name="Changes">How often bars were added or corrected; rises with each change.</param>
/// <param name="Created">When it was added.</param>
public sealed record KeptSeries(long Id, string Name, string Interval, IReadOnlyList<string> Models, long Changes, DateTimeOffset Created)
{
    /// <summary>How long a forecast waits for the bars of further series, from the close of its own bar and from when that came in.</summary>
    public const double StandardWaitSeconds = 60;

    /// <summary>Which series are the further ones that its models read: theirs by the models' name of them. One that is not named is called alike.</summary>
    public IReadOnlyDictionary<string, string> Joined { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a forecast waits for the bars of <see cref="Joined"/> that are to come.</summary>
    public double WaitSeconds { get; init; } = StandardWaitSeconds;
}

/// <summary>What became of bars that came in.</summary>
/// <param name="Added">Bars that were not there.</param>
/// <param name="Corrected">Bars that were there with other values; the old ones are kept.</param>
/// <param name="Unchanged">Bars that were there already.</param>
public sealed record BarsTaken(int Added, int Corrected, int Unchanged);

/// <summary>What a bar said before it was corrected.</summary>
/// <param name="Bar">The old values.</param>
/// <param name="Received">When they came in.</param>
/// <param name="Corrected">When others took their place.</param>
public sealed record BarCorrection(Bar Bar, DateTimeOffset Received, DateTimeOffset Corrected);

using System.Text.Json.Serialization;
using Weathervane.Monitoring.Experiments;

namespace Weathervane.Store.LiveExperiments;

/// <summary>Who answers callers while an experiment runs. In every mode every arm forecasts every bar.</summary>
public enum LiveMode
{
    /// <summary>The champion alone.</summary>
    Shadow,

    /// <summary>Each arm, by the weight of its share of keys.</summary>
    Split,

    /// <summary>As split, with a small weight for the challengers, who may answer already though not proven.</summary>
    Canary,
}

/// <summary>What can happen to an experiment.</summary>
public enum LiveEventKind
{
    /// <summary>A challenger's log loss was found to be lower than the champion's.</summary>
    Better,

    /// <summary>The champion's was; the challenger is out, and answers no more.</summary>
    Worse,

    /// <summary>A challenger made no forecasts where the champion did; it is out.</summary>
    Failed,

    /// <summary>The champion's alias was put on the challenger.</summary>
    Promoted,

    /// <summary>The alias was put back on the version that it had left for the champion of this experiment.</summary>
    RolledBack,

    /// <summary>The alias had been moved by somebody else since the start, and was left there.</summary>
    Overtaken,

    /// <summary>Nothing is compared or answered by it any more.</summary>
    Ended,
}

/// <summary>One version in an experiment.</summary>
/// <param name="Arm">0 is the champion.</param>
/// <param name="Reference">As it was asked for: <c>btc@shadow</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that the reference meant at the start; of a champion that was refreshed since, the fresh one.</param>
/// <param name="Weight">Its share of the keys, 0 to 1.</param>
public sealed record LiveArm(int Arm, string Reference, string Model, long Version, double Weight)
{
    /// <summary>The version as a reference: <c>btc:4</c>.</summary>
    public string VersionReference => FormattableString.Invariant($"{Model}:{Version}");
}

/// <summary>A version of the champion's, in an experiment.</summary>
/// <param name="Version">Which: that of the start, or one that a refresh has made.</param>
/// <param name="From">Bars that close from here on, until the next one's, are compared by its forecasts.</param>
public sealed record ChampionVersion(long Version, DateTimeOffset From);

/// <summary>Something that happened to an experiment.</summary>
/// <param name="Arm">Which challenger; null for the experiment as a whole.</param>
/// <param name="Kind">What.</param>
/// <param name="Time">When.</param>
/// <param name="By">Who; <c>experiment 3</c> for the experiment itself.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Evidence">The figures then; null where there are none.</param>
public sealed record LiveEvent(int? Arm, LiveEventKind Kind, DateTimeOffset Time, string By, string Reason, string? Evidence);

/// <summary>A champion and its challengers on one series.</summary>
public sealed record LiveExperiment
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The series that all arms forecast.</summary>
    public required string Series { get; init; }

    /// <summary>Who answers meanwhile.</summary>
    public required LiveMode Mode { get; init; }

    /// <summary>The chance, at most, that any of its verdicts is wrong.</summary>
    public required double Alpha { get; init; }

    /// <summary>How many bars ahead the labels look.</summary>
    public required int Horizon { get; init; }

    /// <summary>Whether a challenger that is better gets the champion's alias.</summary>
    public required bool Promote { get; init; }

    /// <summary>Bars that close from here on are compared.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Who started it.</summary>
    public required string By { get; init; }

    /// <summary>What for.</summary>
    public required string Reason { get; init; }

    /// <summary>The experiment whose promotion this one watches, ready to take it back; null for none.</summary>
    public required long? Guards { get; init; }

    /// <summary>How the test bets that compares its arms; it stays what it was at the start.</summary>
    [JsonIgnore]
    public BetRule Bets { get; init; } = BetRule.Folding;

    /// <summary>The champion, then the challengers.</summary>
    public required IReadOnlyList<LiveArm> Arms { get; init; }

    /// <summary>The champion's versions, in order: more than one where it was refreshed while the experiment ran.</summary>
    public required IReadOnlyList<ChampionVersion> Champions { get; init; }

    /// <summary>What happened since, in order.</summary>
    public required IReadOnlyList<LiveEvent> Events { get; init; }

    /// <summary>The champion as it stands now.</summary>
    [JsonIgnore]
    public LiveArm Champion => Arms[0];

    /// <summary>The challengers.</summary>
    [JsonIgnore]
    public IEnumerable<LiveArm> Challengers => Arms.Skip(1);

    /// <summary>Each version that forecasts for it, as a reference: those of the champion, and of the challengers that are not out.</summary>
    [JsonIgnore]
    public IEnumerable<string> Forecasting =>
        [.. Champions.Select(c => (Champion with { Version = c.Version }).VersionReference), .. Challengers.Where(a => !IsOut(a.Arm)).Select(a => a.VersionReference)];

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended => Events.FirstOrDefault(e => e.Kind == LiveEventKind.Ended)?.Time;

    /// <summary>What was found of a challenger; null while nothing was.</summary>
    public LiveEvent? VerdictOf(int arm) => Events.FirstOrDefault(e => e.Arm == arm && e.Kind is LiveEventKind.Better or LiveEventKind.Worse or LiveEventKind.Failed);

    /// <summary>Whether a challenger was found worse, or failed.</summary>
    public bool IsOut(int arm) => VerdictOf(arm)?.Kind is LiveEventKind.Worse or LiveEventKind.Failed;
}

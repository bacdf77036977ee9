namespace Weathervane.Client.Experiments;

/// <summary>Who answers callers while an experiment runs.</summary>
public enum ExperimentMode
{
    /// <summary>The champion alone.</summary>
    Shadow,

    /// <summary>Each arm, by the weight of its share of keys.</summary>
    Split,

    /// <summary>As split, with a small weight for the challengers.</summary>
    Canary,
}

/// <summary>What can happen to an experiment.</summary>
public enum ExperimentEventKind
{
    /// <summary>A challenger's log loss was found to be lower than the champion's.</summary>
    Better,

    /// <summary>The champion's was; the challenger is out.</summary>
    Worse,

    /// <summary>A challenger made no forecasts where the champion did; it is out.</summary>
    Failed,

    /// <summary>The champion's alias was put on the challenger.</summary>
    Promoted,

    /// <summary>The alias was put back on the version that it had left.</summary>
    RolledBack,

    /// <summary>The alias had been moved by somebody else, and was left there.</summary>
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
public sealed record ExperimentArm(int Arm, string Reference, string Model, long Version, double Weight);

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
public sealed record ExperimentEvent(int? Arm, ExperimentEventKind Kind, DateTimeOffset Time, string By, string Reason, string? Evidence);

/// <summary>A champion and its challengers on one series.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Series">The series that all arms forecast.</param>
/// <param name="Mode">Who answers meanwhile.</param>
/// <param name="Alpha">The chance, at most, that any of its verdicts is wrong.</param>
/// <param name="Horizon">How many bars ahead the labels look.</param>
/// <param name="Promote">Whether a challenger that is better gets the champion's alias.</param>
/// <param name="From">Bars that close from here on are compared.</param>
/// <param name="Started">When it was started.</param>
/// <param name="By">Who started it.</param>
/// <param name="Reason">What for.</param>
/// <param name="Guards">The experiment whose promotion this one watches; null for none.</param>
/// <param name="Arms">The champion, then the challengers.</param>
/// <param name="Champions">The champion's versions, in order: more than one where it was refreshed while the experiment ran.</param>
/// <param name="Events">What happened since, in order.</param>
/// <param name="Ended">When it ended; null while it runs.</param>
public sealed record Experiment(
    long Id, string Series, ExperimentMode Mode, double Alpha, int Horizon, bool Promote, DateTimeOffset From, DateTimeOffset Started, string By, string Reason, long? Guards,
    IReadOnlyList<ExperimentArm> Arms, IReadOnlyList<ChampionVersion> Champions, IReadOnlyList<ExperimentEvent> Events, DateTimeOffset? Ended);

/// <summary>An experiment with what its forecasts say by now.</summary>
/// <param name="Experiment">What was asked, and what happened.</param>
/// <param name="Threshold">The e-value that is a verdict.</param>
/// <param name="Challengers">How each challenger stands.</param>
public sealed record ExperimentReport(Experiment Experiment, double Threshold, IReadOnlyList<ChallengerReport> Challengers);

/// <summary>How a challenger stands beside its champion.</summary>
/// <param name="Arm">Its number in the experiment.</param>
/// <param name="Version">Which version: <c>btc:4</c>.</param>
/// <param name="Verdict">What was recorded of it; null while nothing was.</param>
/// <param name="Bars">Bars with both forecasts and an outcome.</param>
/// <param name="Mean">Its advantage in log loss, nats a bar, above 0 where it is better; null while there are no bars.</param>
/// <param name="Deviation">Standard deviation of a bar's advantage, nats; null below two bars.</param>
/// <param name="Low">Lower end of the confidence sequence; null while nothing is known.</param>
/// <param name="High">Upper end.</param>
/// <param name="EvidenceBetter">E-value for the challenger.</param>
/// <param name="EvidenceWorse">E-value for the champion.</param>
/// <param name="BarsToGo">Roughly how many bars more a verdict takes if all goes on as so far; 0 after it, null where no end is in sight.</param>
/// <param name="Missed">Bars in a row that the champion forecast and it did not.</param>
/// <param name="Plan">Within how many bars from the start a gain is likely found, by the spread so far; empty after a verdict.</param>
/// <param name="Sequence">How it came so, in time order; empty in lists.</param>
public sealed record ChallengerReport(
    int Arm, string Version, ExperimentEventKind? Verdict, long Bars, double? Mean, double? Deviation, double? Low, double? High, double EvidenceBetter, double EvidenceWorse, long? BarsToGo, int Missed,
    IReadOnlyList<PlannedGain> Plan, IReadOnlyList<SequencePoint> Sequence);

/// <summary>Within how many bars an experiment likely finds a gain, four times in five.</summary>
/// <param name="Gain">How much lower the challenger's log loss is in the mean, nats a bar.</param>
/// <param name="Deviation">Standard deviation of a bar's advantage that was taken, nats.</param>
/// <param name="Measured">Whether that is the spread of the bars compared so far; else it is that of two models without noise.</param>
/// <param name="Bars">Bars from the start of the experiment; null where a thousand million are not enough.</param>
public sealed record PlannedGain(double Gain, double Deviation, bool Measured, long? Bars);

/// <summary>How a challenger stood after a bar.</summary>
/// <param name="Time">The close of the last bar compared.</param>
/// <param name="Bars">Bars with both forecasts and an outcome so far.</param>
/// <param name="Mean">Its advantage in log loss, nats a bar.</param>
/// <param name="Low">Lower end of the confidence sequence; null while nothing is known.</param>
/// <param name="High">Upper end.</param>
/// <param name="EvidenceBetter">E-value for the challenger.</param>
/// <param name="EvidenceWorse">E-value for the champion.</param>
public sealed record SequencePoint(DateTimeOffset Time, long Bars, double? Mean, double? Low, double? High, double EvidenceBetter, double EvidenceWorse);

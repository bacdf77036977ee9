using System.Text.Json.Serialization;
using Weathervane.Monitoring.Experiments;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Server.Live.Experiments;

/// <summary>An experiment with what its forecasts say by now.</summary>
/// <param name="Experiment">What was asked, and what happened.</param>
/// <param name="Threshold">The e-value that is a verdict.</param>
/// <param name="Challengers">How each challenger stands.</param>
public sealed record ExperimentReport(LiveExperiment Experiment, double Threshold, IReadOnlyList<ChallengerReport> Challengers);

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
/// <param name="Missed">Bars in a row, up to the last whose outcome is known, that the champion forecast and it did not.</param>
/// <param name="Plan">Within how many bars from the start a gain is likely found, by the spread so far; empty after a verdict.</param>
/// <param name="Sequence">How it came so, in time order; empty where it was not asked for.</param>
public sealed record ChallengerReport(
    int Arm, string Version, LiveEventKind? Verdict, long Bars, double? Mean, double? Deviation, double? Low, double? High, double EvidenceBetter, double EvidenceWorse, long? BarsToGo, int Missed,
    IReadOnlyList<PlannedGain> Plan, IReadOnlyList<SequencePoint> Sequence)
{
    /// <summary>What the forecasts themselves say, recorded or not yet.</summary>
    [JsonIgnore]
    public RunningVerdict EvidenceVerdict { get; init; }
}

/// <summary>How a challenger stood after a bar.</summary>
/// <param name="Time">The close of the last bar compared.</param>
/// <param name="Bars">Bars with both forecasts and an outcome so far.</param>
/// <param name="Mean">Its advantage in log loss, nats a bar.</param>
/// <param name="Low">Lower end of the confidence sequence; null while nothing is known.</param>
/// <param name="High">Upper end.</param>
/// <param name="EvidenceBetter">E-value for the challenger.</param>
/// <param name="EvidenceWorse">E-value for the champion.</param>
public sealed record SequencePoint(DateTimeOffset Time, long Bars, double? Mean, double? Low, double? High, double EvidenceBetter, double EvidenceWorse);

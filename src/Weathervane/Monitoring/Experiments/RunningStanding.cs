namespace Weathervane.Monitoring.Experiments;

/// <summary>What is known of a challenger beside its champion.</summary>
public enum RunningVerdict
{
    /// <summary>Not enough evidence either way yet.</summary>
    Open,

    /// <summary>The challenger's log loss is lower.</summary>
    Better,

    /// <summary>The champion's is.</summary>
    Worse,
}

/// <summary>How an experiment stands.</summary>
/// <param name="Bars">Bars with both forecasts and an outcome that is known.</param>
/// <param name="Mean">The challenger's advantage in log loss, nats a bar; NaN while there are no bars.</param>
/// <param name="Deviation">Standard deviation of a bar's advantage so far, nats; NaN below two bars.</param>
/// <param name="Low">Lower end of the confidence sequence of the mean; -ln 99 where nothing is known.</param>
/// <param name="High">Upper end; ln 99 where nothing is known.</param>
/// <param name="EvidenceBetter">E-value for the challenger; cut at 1e300.</param>
/// <param name="EvidenceWorse">E-value for the champion; cut at 1e300.</param>
/// <param name="Verdict">The first that was reached; it stays.</param>
/// <param name="DecidedAfter">Bars, with those whose outcome was still open, when it was reached; null while it is open.</param>
/// <param name="BarsToGo">Roughly how many bars more it takes if all goes on as so far; 0 once decided, null where no end is in sight.</param>
public sealed record RunningStanding(
    long Bars, double Mean, double Deviation, double Low, double High, double EvidenceBetter, double EvidenceWorse, RunningVerdict Verdict, long? DecidedAfter, long? BarsToGo);

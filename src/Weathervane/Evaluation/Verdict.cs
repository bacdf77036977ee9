namespace Weathervane.Evaluation;

/// <summary>What may be said about a difference between two forecasters.</summary>
public enum Verdict
{
    /// <summary>The whole 95 % interval of the gain is above 0.</summary>
    Beats,

    /// <summary>The interval holds 0.</summary>
    NotProven,

    /// <summary>The whole interval is below 0.</summary>
    Worse,
}

/// <summary>Verdicts in words.</summary>
public static class VerdictWords
{
    /// <summary>BEATS, NOT PROVEN or WORSE.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Beats => "BEATS",
        Verdict.Worse => "WORSE",
        _ => "NOT PROVEN",
    };
}

namespace Weathervane.Pipelines.Reports.Html;

/// <summary>The words and the styles that stand for the values of enumerations.</summary>
internal static class Words
{
    /// <summary>A sign beside the word, so that colour is never alone.</summary>
    internal static string SignOf(ReportOutcome outcome) => outcome switch
    {
        ReportOutcome.Beats => "▲",
        ReportOutcome.Worse => "▼",
        ReportOutcome.NotProven => "◆",
        _ => "○",
    };

    internal static string StyleOf(ReportOutcome outcome) => outcome switch
    {
        ReportOutcome.Beats => "good",
        ReportOutcome.Worse => "bad",
        _ => "unsure",
    };

    internal static string Of(ReportSpanKind kind) => kind switch
    {
        ReportSpanKind.Training => "training",
        ReportSpanKind.Purged => "purged",
        ReportSpanKind.Test => "test",
        _ => "hold-out",
    };

    internal static string StyleOf(ReportSpanKind kind) => kind switch
    {
        ReportSpanKind.Training => "s1",
        ReportSpanKind.Purged => "s6",
        ReportSpanKind.Test => "s2",
        _ => "s4",
    };

    /// <summary>A name for inside a picture, where text cannot wrap: cut with an ellipsis where it is too long.</summary>
    internal static string Shorten(string name, int most) =>
        name.Length <= most ? name : string.Concat(name.AsSpan(0, most - (char.IsHighSurrogate(name[most - 2]) ? 2 : 1)), "…");
}

namespace Weathervane.Pipelines.Reports;

/// <summary>What rows in a span of time are for.</summary>
public enum ReportSpanKind
{
    /// <summary>Learnt from.</summary>
    Training,

    /// <summary>Left out, so that no training label reads a test bar: purge and embargo.</summary>
    Purged,

    /// <summary>Scored.</summary>
    Test,

    /// <summary>Sealed until the end.</summary>
    HoldOut,
}

/// <summary>A stretch of rows with one purpose.</summary>
/// <param name="Lane">The row of the chart: <c>fold 1</c>.</param>
/// <param name="Kind">The purpose.</param>
/// <param name="From">First bar, UTC.</param>
/// <param name="To">Last bar, UTC.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record ReportSpan(string Lane, ReportSpanKind Kind, DateTime From, DateTime To, long Rows);

/// <summary>How the label came out on a part of the rows.</summary>
/// <param name="Part">The part: <c>training</c>, <c>test</c>, <c>hold-out</c>.</param>
/// <param name="Up">Rows labelled up.</param>
/// <param name="Down">Rows labelled down.</param>
public sealed record ReportLabels(string Part, long Up, long Down);

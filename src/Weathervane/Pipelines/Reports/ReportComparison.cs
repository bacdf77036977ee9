namespace Weathervane.Pipelines.Reports;

/// <summary>The chosen model beside the baseline that is hardest to beat by one metric.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Score">Of the model.</param>
/// <param name="Baseline">The baseline's name.</param>
/// <param name="BaselineScore">Its score.</param>
/// <param name="Gain">The gain, its interval, p-value and verdict.</param>
/// <param name="Note">What to mind with this metric; empty for nothing.</param>
public sealed record ReportComparison(string Metric, double Score, string Baseline, double BaselineScore, ReportGain Gain, string Note = "");

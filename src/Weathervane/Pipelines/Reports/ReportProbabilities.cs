using Weathervane.Evaluation.Metrics;

namespace Weathervane.Pipelines.Reports;

/// <summary>What became of the chosen model's probabilities: put right, cut into decisions, turned into sets.</summary>
/// <param name="Model">The model.</param>
/// <param name="Calibration">How they were put right, in words.</param>
/// <param name="Figures">Calibration figures: the name, the value as the scored probabilities have it, and its meaning.</param>
/// <param name="Threshold">How the threshold was chosen, in words.</param>
/// <param name="FoldThresholds">[folds], each chosen without its outcomes.</param>
/// <param name="Confusion">Decisions by these thresholds.</param>
/// <param name="Sets">What the conformal sets were worth; null for too few rows.</param>
public sealed record ReportProbabilities(
    string Model, string Calibration, IReadOnlyList<ReportFigure> Figures, string Threshold, IReadOnlyList<double> FoldThresholds, ConfusionMatrix Confusion, ReportSets? Sets);

/// <summary>A figure with its meaning.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Note">What it means, or what to hold it against.</param>
public sealed record ReportFigure(string Name, string Value, string Note);

/// <summary>What conformal sets were worth.</summary>
/// <param name="Wanted">The share of sets that should hold what comes.</param>
/// <param name="Coverage">The share that did.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Rows">Sets that were counted.</param>
/// <param name="One">Those that name one direction.</param>
/// <param name="OneRight">Those of them that were right.</param>
/// <param name="Either">Those that rule nothing out.</param>
public sealed record ReportSets(double Wanted, double Coverage, double Low, double High, long Rows, long One, long OneRight, long Either);

using Weathervane.Evaluation.Metrics;

namespace Weathervane.Pipelines.Reports;

/// <summary>A column of the scoreboard.</summary>
/// <param name="Name">The metric's name: <c>log loss</c>.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="IsPrimary">True for the one metric that decides.</param>
/// <param name="Meaning">One line for a reader who does not know it; null for none.</param>
public sealed record ReportMetric(string Name, bool HigherIsBetter, bool IsPrimary = false, string? Meaning = null);

/// <summary>A model or a baseline, and how it did on the scored rows.</summary>
public sealed record ReportModel
{
    /// <summary>The name in the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>True for a rule that learns nothing from features.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>[metrics], NaN where undefined.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>[metrics] over the baseline, null where not compared; empty for none.</summary>
    public IReadOnlyList<ReportGain?> Gains { get; init; } = [];

    /// <summary>[folds] of the primary metric; empty when unknown.</summary>
    public IReadOnlyList<double> FoldScores { get; init; } = [];

    /// <summary>Counts at the threshold; null when unknown.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Receiver operating characteristic: X the false positive rate, Y the true positive rate, from (0, 0) to (1, 1).</summary>
    public IReadOnlyList<CurvePoint> Roc { get; init; } = [];

    /// <summary>X the recall, Y the precision, in order of recall.</summary>
    public IReadOnlyList<CurvePoint> PrecisionRecall { get; init; } = [];

    /// <summary>Said and seen probabilities, in order of the first.</summary>
    public IReadOnlyList<ReportReliability> Reliability { get; init; } = [];

    /// <summary>Largest first or in any order; the page sorts.</summary>
    public IReadOnlyList<ReportImportance> Importances { get; init; } = [];
}

/// <summary>A point of a curve.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards; NaN breaks the line.</param>
public readonly record struct CurvePoint(double X, double Y);

/// <summary>Forecasts of about one probability, and how often the bar rose.</summary>
/// <param name="From">Smallest probability of the bin.</param>
/// <param name="To">Largest probability of the bin.</param>
/// <param name="Forecast">Mean probability said.</param>
/// <param name="Observed">Share of bars that rose.</param>
/// <param name="Low">Lower end of the share's interval.</param>
/// <param name="High">Upper end of the share's interval.</param>
/// <param name="Count">Forecasts in the bin.</param>
public sealed record ReportReliability(double From, double To, double Forecast, double Observed, double Low, double High, long Count);

/// <summary>What a feature does to a model's forecasts.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Mean">Mean size of its contributions, in log odds.</param>
/// <param name="Direction">-1 to 1: above 0 high values speak for up.</param>
public sealed record ReportContribution(string Feature, double Mean, double Direction);

/// <summary>What a model loses without a feature.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Mean">How much worse the score gets; below 0 the model would do better without.</param>
/// <param name="StandardError">Of the mean, over deals.</param>
public sealed record ReportPermutation(string Feature, double Mean, double StandardError);

/// <summary>What a feature gave to a model.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Share">Its share of all features' importance, 0 to 1.</param>
public sealed record ReportImportance(string Feature, double Share);

namespace Weathervane.Pipelines.Reports;

/// <summary>A search over hyperparameters.</summary>
/// <param name="Learner">What was tuned.</param>
/// <param name="Metric">The objective.</param>
/// <param name="HigherIsBetter">The objective's direction.</param>
/// <param name="Trials">In order of their number.</param>
public sealed record ReportStudy(string Learner, string Metric, bool HigherIsBetter, IReadOnlyList<ReportTrial> Trials)
{
    /// <summary>How likely it is that the choice of the best trial is overfitted (CSCV); NaN where it is not known.</summary>
    public double Overfitting { get; init; } = double.NaN;

    /// <summary>The trial with the best value, the earlier of equals; null when none has a value.</summary>
    public ReportTrial? Best => Trials
        .Where(t => double.IsFinite(t.Value))
        .OrderBy(t => HigherIsBetter ? -t.Value : t.Value).ThenBy(t => t.Number)
        .FirstOrDefault();
}

/// <summary>One point tried.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Value">The objective, mean over folds; NaN for a trial that failed or was cut short.</param>
/// <param name="StandardError">Of <paramref name="Value"/> over folds; NaN when unknown.</param>
/// <param name="Parameters">In the order of the search space, already as text.</param>
public sealed record ReportTrial(int Number, double Value, double StandardError, IReadOnlyList<ReportFact> Parameters);

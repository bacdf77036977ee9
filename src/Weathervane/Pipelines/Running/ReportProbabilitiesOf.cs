using System.Globalization;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Pipelines.Running;

/// <summary>What became of the winner's probabilities, as data of a report.</summary>
internal static class ReportProbabilitiesOf
{
    internal static ReportProbabilities Run(RunResult run)
    {
        var (found, pipeline) = (run.Winner.Probabilities, run.Pipeline);
        var figures = CalibrationFigures.Of(found.Forecasts.Labels, found.Forecasts.Probabilities);
        var raw = found.Calibration is null ? null : CalibrationFigures.Of(found.Raw.Labels, found.Raw.Probabilities);
        var sets = found.Conformal.Figures(found.Forecasts.Labels);
        return new ReportProbabilities(
            run.Winner.Name,
            found.Calibration is { } c
                ? $"Calibrated by {c.Method.Id}, each fold's fitted on {Where(run)}; before calibration the ECE was {Text(raw!.ExpectedError)}."
                : "Not calibrated (calibration: none).",
            Figures(figures),
            Threshold(pipeline.Threshold, run),
            found.FoldThresholds,
            found.Confusion,
            sets is null ? null : new ReportSets(pipeline.Conformal.Coverage, sets.Coverage, sets.Low, sets.High, sets.Rows, sets.One, sets.OneRight, sets.Either));
    }

    private static IReadOnlyList<ReportFigure> Figures(CalibrationFigures figures) =>
    [
        new("ECE", Text(figures.ExpectedError), $"chance alone makes {Text(figures.ErrorByChance)}"),
        new("squared error", figures.SquaredError.ToString("0.000000", CultureInfo.InvariantCulture).Replace('-', '−'), "of the bins, less what chance adds"),
        new("sharpness", Text(figures.Sharpness), "deviation of the probabilities"),
        new("Brier", Text(figures.Brier), $"{Text(figures.Uncertainty)} for always the base rate"),
        new("miscalibration", Text(figures.Miscalibration), "what the best rising map would save"),
        new("discrimination", Text(figures.Discrimination), "what is known beyond the base rate"),
    ];

    private static string Threshold(ThresholdRule rule, RunResult run) => rule.Goal switch
    {
        ThresholdGoal.Fixed => string.Create(CultureInfo.InvariantCulture, $"Up is said above {rule.At:0.####}, as the pipeline says."),
        ThresholdGoal.Cost => string.Create(CultureInfo.InvariantCulture, $"The threshold is chosen for the least cost: {rule.FalseUp:0.##} for a false up, {rule.FalseDown:0.##} for a false down."),
        ThresholdGoal.Precision => string.Create(CultureInfo.InvariantCulture, $"The threshold is chosen for a precision of at least {rule.AtLeast:0.####}."),
        _ => $"The threshold is chosen for the largest {(rule.Goal == ThresholdGoal.F1 ? "F1" : "MCC")}, each fold's on {Where(run)}.",
    };

    private static string Where(RunResult run) => run.Pipeline.Split.Scheme == SplitScheme.WalkForward
        ? "out-of-fold forecasts made before it" : "out-of-fold forecasts inside its training rows";

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture).Replace('-', '−');
}

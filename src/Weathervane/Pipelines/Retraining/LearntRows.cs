using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Retraining;

/// <summary>What later rows of a version are held against: the rows that it learnt from, and what it says of rows that it did not learn from.</summary>
/// <param name="Features">[rows x features] learnt from, in time order.</param>
/// <param name="Forecasts">[newest rows] what the version would have said of them had it not learnt from them, probabilities of up; empty where that cannot be told.</param>
/// <param name="Outcomes">[rows] the labels of the rows learnt from.</param>
public sealed record LearntRows(FeatureMatrix Features, double[] Forecasts, double[] Outcomes)
{
    /// <summary>The file of a version that keeps its drift reference.</summary>
    public const string File = "drift.json";

    /// <summary>What the column of forecasts is called.</summary>
    public const string Forecast = "forecast";

    /// <summary>What the column of outcomes is called.</summary>
    public const string Outcome = "outcome";

    /// <summary>Those of a model that a run trained.</summary>
    /// <param name="run">The run.</param>
    /// <param name="trained">One of its models.</param>
    /// <param name="threads">Most threads; the rows are the same for any.</param>
    public static LearntRows Of(RunResult run, TrainedModel trained, int threads) =>
        Of(run.Inputs.Rows.Take([.. run.Inputs.Training]), run.Inputs.Folds[^1], trained, threads);

    /// <summary>The reference that is kept with the version.</summary>
    /// <param name="options">How many rows at most; threads and cancellation of its test.</param>
    /// <returns>Null where there are too few rows.</returns>
    public DriftReference? Reference(DriftWatchOptions options) => options.ReferenceOf(Features)?
        .With(new DriftColumn(Forecast, ColumnKind.Forecast, [.. Forecasts.TakeLast(options.Reference)]))
        .With(new DriftColumn(Outcome, ColumnKind.Outcome, [.. Outcomes.TakeLast(options.Reference)]));

    internal static LearntRows Of(Dataset training, Split lastFold, TrainedModel trained, int threads) =>
        new(training.Features, UnlearntForecasts.Of(training, lastFold, trained, threads), training.Labels);
}

using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Cli.Commands.Drift;

/// <summary>A model's rows on bars, what it says of them and what came of it.</summary>
internal sealed class Answered
{
    private readonly double[] _forecasts, _outcomes;

    internal Answered(ForecastModel model, FeatureMatrix features, BarSeries bars, int first, int threads)
    {
        var labels = model.Label.Compute(bars);
        Features = features;
        _forecasts = model.Predict(features, threads);
        _outcomes = [.. Enumerable.Range(first, features.Rows).Select(row => labels[row].Value)];
        // Forecasts of rows that were learnt from are surer than any later ones can be, so they are no reference: they stay unknown.
        Array.Fill(_forecasts, double.NaN, 0, Math.Clamp(bars.FirstAtOrAfter(model.Facts.To + TimeSpan.FromTicks(1)) - first, 0, features.Rows));
    }

    internal FeatureMatrix Features { get; }

    /// <summary>Known forecasts and outcomes of neighbouring rows: the newest outcomes are always to come, which is no sign of drift.</summary>
    internal IReadOnlyList<DriftColumn> Columns(int start, int rows) =>
    [
        new DriftColumn(LearntRows.Forecast, ColumnKind.Forecast, Known(_forecasts.AsSpan(start, rows))),
        new DriftColumn(LearntRows.Outcome, ColumnKind.Outcome, Known(_outcomes.AsSpan(start, rows))),
    ];

    private static double[] Known(ReadOnlySpan<double> values) => [.. values.ToArray().Where(double.IsFinite)];
}

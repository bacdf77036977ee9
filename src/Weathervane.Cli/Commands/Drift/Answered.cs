using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Cli.Commands.Drift;

/// <summary>A model's rows on bars, what it says of them and what came of it.</summary>
internal static class Answered
{
    internal static LaterRows Of(ForecastModel model, FeatureMatrix features, BarSeries bars, int first, int threads)
    {
        var labels = model.Label.Compute(bars);
        var forecasts = model.Predict(features, threads);
        // Forecasts of rows that were learnt from are surer than any later ones can be, so they are no reference: they stay unknown.
        Array.Fill(forecasts, double.NaN, 0, Math.Clamp(bars.FirstAtOrAfter(model.Facts.To + TimeSpan.FromTicks(1)) - first, 0, features.Rows));
        return new LaterRows(features, forecasts, [.. Enumerable.Range(first, features.Rows).Select(row => labels[row].Value)]);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Retraining;
using Weathervane.Server.Jobs;
using Weathervane.Store;

namespace Weathervane.Server.Live.Health;

/// <summary><c>/api/v1/series/NAME/quality</c>, <c>/drift</c> and <c>/score</c>: what the bars are like, whether they are still such as were learnt from, and how forecasts came true.</summary>
internal static class SeriesHealthApi
{
    private const int StandardPoints = 200, MostPoints = 5000, StandardBins = 24, MostBins = 200;

    internal static void Map(RouteGroupBuilder series, Workspace workspace, ServedModels models)
    {
        var (quality, drift) = (new SeriesQuality(workspace, models), new SeriesDrift(workspace, models));
        series.MapGet("/{name}/quality", (string name) => quality.Of(name))
            .WithSummary("What the stored bars are like: holes on the calendar of the model that answers, silent and unchanged bars.");
        var score = new SeriesScore(workspace, models);
        series.MapGet("/{name}/score", (string name, int? points) => score.Of(name, Check.InRange(points ?? StandardPoints, 2, MostPoints, "points")))
            .WithSummary("The running log loss of the version that answers beside that of the base rate, with a band that holds at all times at once.");
        series.MapGet("/{name}/drift", (string name, int? window, CancellationToken cancel) =>
        {
            var options = new DriftWatchOptions();
            options = options with { Window = window ?? options.Window };
            return drift.Of(name, options with { Test = options.Test with { Threads = JobWorker.Threads, Cancel = cancel } });
        }).WithSummary("Holds the newest rows against those that the answering version has learnt from, as retraining does.");
        series.MapGet("/{name}/drift/values", (string name, string? feature, string? kind, int? points, CancellationToken cancel) =>
        {
            var most = Check.InRange(points ?? StandardPoints, 10, MostPoints, "points");
            return KindOf(kind) is var of && of == ColumnKind.Feature ? drift.History(name, Said(feature), most, cancel) : drift.History(name, of, most);
        }).WithSummary("One feature over time, or with kind=forecast or kind=outcome the forecasts of the answering version or what came of them: percentiles (outcomes: the share of ups) of stretches beside those of the reference.");
        series.MapGet("/{name}/drift/histogram", (string name, string? feature, string? kind, int? bins, CancellationToken cancel) =>
        {
            var asked = Check.InRange(bins ?? StandardBins, 3, MostBins, "bins");
            return KindOf(kind) is var of && of == ColumnKind.Feature ? drift.Histogram(name, Said(feature), asked, cancel) : drift.Histogram(name, of, asked, cancel);
        }).WithSummary("How the newest values of a feature, or with kind=forecast or kind=outcome of the forecasts or what came of them, are spread over bins of the reference: shares of both.");
    }

    private static ColumnKind KindOf(string? kind) => kind switch
    {
        null or "feature" => ColumnKind.Feature,
        "forecast" => ColumnKind.Forecast,
        "outcome" => ColumnKind.Outcome,
        _ => throw new InputException("kind", $"is '{kind}'.", "Ask for feature, forecast or outcome."),
    };

    private static string Said(string? feature) =>
        feature ?? throw new InputException("feature", "is not said.", "Name one of the model's features, or ask for kind=forecast or kind=outcome.");
}

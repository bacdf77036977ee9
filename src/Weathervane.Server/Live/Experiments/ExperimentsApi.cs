using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Server.Api;
using Weathervane.Store;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Server.Live.Experiments;

/// <summary><c>/api/v1/experiments</c>: a champion and its challengers on one series.</summary>
internal static class ExperimentsApi
{
    private const int Standard = 50, Most = 1000, StandardPoints = 300;

    internal static void Map(RouteGroupBuilder experiments, Workspace workspace, ExperimentReports reports, ForecastWorker worker, bool allowUnproven)
    {
        experiments.MapGet("/", (string? series, bool? running, int? limit) =>
                workspace.LiveExperiments.List(series, running ?? false, Check.InRange(limit ?? Standard, 1, Most, "limit")).Select(reports.Of))
            .WithSummary("Experiments, the newest first, each as it stands.");
        experiments.MapGet("/{id:long}", (long id, int? points) => LiveComparison.Of(workspace, workspace.LiveExperiments.Get(id), points ?? StandardPoints))
            .WithSummary("One experiment with its confidence sequences, in so many points.");
        experiments.MapPost("/", (StartRequest asked, HttpContext http) =>
        {
            var started = ExperimentStart.Start(workspace, asked.ToExperiment(), http.Caller(), allowUnproven);
            worker.Wake();
            return started;
        }).CountsOnce(workspace).WithSummary("Starts an experiment; challengers of split and canary need a proven edge, or a server that serves models without.");
        experiments.MapPost("/{id:long}/stop", (long id, StopRequest asked, HttpContext http) => workspace.LiveExperiments.Stop(id, http.Caller(), asked.Reason ?? ""))
            .CountsOnce(workspace).WithSummary("Ends an experiment; the champion answers again, and stays.");
    }

    /// <summary>An experiment to be.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="Champion">The champion's reference.</param>
    /// <param name="Challengers">The challengers' references.</param>
    /// <param name="Mode">Who answers meanwhile.</param>
    /// <param name="Weights">The challengers' shares of the keys.</param>
    /// <param name="Alpha">The chance, at most, that any verdict is wrong.</param>
    /// <param name="Promote">Whether a challenger that is better gets the champion's alias.</param>
    /// <param name="From">Bars that close from here on are compared; null is from now on.</param>
    /// <param name="Reason">What for.</param>
    internal sealed record StartRequest(
        string? Series = null, string? Champion = null, string[]? Challengers = null, LiveMode Mode = LiveMode.Shadow, double[]? Weights = null, double Alpha = 0.05, bool Promote = false,
        DateTimeOffset? From = null, string? Reason = null)
    {
        internal NewLiveExperiment ToExperiment() => new()
        {
            Series = Series ?? "",
            Champion = Champion ?? "",
            Challengers = Challengers ?? [],
            Mode = Mode,
            Weights = Weights ?? [],
            Alpha = Alpha,
            Promote = Promote,
            From = From,
            Reason = Reason ?? "",
        };
    }

    /// <summary>A request to end an experiment.</summary>
    internal sealed record StopRequest(string? Reason = null);
}

using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Server.Live;
using Weathervane.Server.Live.Experiments;
using Weathervane.Server.Live.Feeds;
using Weathervane.Server.Outages;
using Weathervane.Store;

namespace Weathervane.Server.Operation;

/// <summary>What operators and load balancers ask.</summary>
internal sealed class Probes(Workspace workspace, RequestMeters meters, OutageMeters outage, ServedModels models, ExperimentReports experiments, BarFeeds feeds)
{
    /// <summary>What reads: the web server leaves the body of an answer to HEAD out.</summary>
    internal static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The program's version.</summary>
    internal static string Version { get; } = typeof(Probes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    internal void Map(IEndpointRouteBuilder app)
    {
        var open = new NeedsRole(null);
        app.MapMethods("/health", Reads, (RequestDelegate)Health).WithMetadata(open);
        app.MapMethods("/version", Reads, (RequestDelegate)(http => Text(http, 200, Version, "text/html"))).WithMetadata(open);
        app.MapMethods("/ready", Reads, (RequestDelegate)Ready).WithMetadata(open);
        app.MapGet("/metrics", (RequestDelegate)(http => Text(http, 200, meters.Text() + outage.Text() + experiments.Text() + feeds.Text(), "text/plain; version=0.0.4")));
    }

    /// <summary>Answers /health before the routes are looked at, which take longer to build than all else at the start.</summary>
    internal Task HealthFirst(HttpContext http, RequestDelegate next) => http.Request.Path == "/health" && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) ? Health(http) : next(http);

    // MLflow's clients want the text; callers of the older prediction service ask for JSON and want to know what it serves.
    private Task Health(HttpContext http)
    {
        if (!http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Text(http, 200, "OK", "text/html");
        }

        var model = models.StandardIfLoaded();
        return Text(http, 200, JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["status"] = "healthy",
            ["model_loaded"] = model is not null,
            ["model_type"] = model?.Model.Facts.Learner,
            ["model_source"] = model?.Version.Source,
            ["model_version"] = model?.Version.Reference,
            ["run_id"] = model?.Version.RunId,
        }), "application/json");
    }

    // Asks the database and the artefact store themselves: a process that runs is not yet a server that serves.
    private Task Ready(HttpContext http)
    {
        try
        {
            var missing = workspace.Missing();
            return missing.Count == 0
                // Ready all the same: it is through this server that the model may come.
                ? Text(http, 200, models.Missing() is { } model ? $"ready, but {model}" : "ready", "text/plain")
                : NotReady(http, $"{string.Join(' ', missing)} Meanwhile forecasts are answered by the models known last.");
        }
        catch (ObjectDisposedException stopped)
        {
            return NotReady(http, stopped.Message);
        }
    }

    private static Task NotReady(HttpContext http, string why) => Problem.Write(http, StatusCodes.Status503ServiceUnavailable, "TEMPORARILY_UNAVAILABLE", why);

    private static Task Text(HttpContext http, int status, string text, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        http.Response.StatusCode = status;
        http.Response.ContentType = type + "; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}

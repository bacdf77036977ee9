using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Weathervane.Store;

namespace Weathervane.Server.Api;

/// <summary>Our own API below <c>/api/v1</c>: the store's records as camelCase JSON, described at <c>/openapi/v1.json</c>.</summary>
/// <remarks>NaN and infinities stand in quotes; enums are words such as <c>finished</c>; errors are problem+json.</remarks>
internal static class ApiEndpoints
{
    internal const string Prefix = "/api/v1";

    /// <summary>The most bytes of a JSON body, after inflation.</summary>
    internal const long LongestBody = 64 << 20;

    internal static void AddServices(IServiceCollection services)
    {
        services.AddOpenApi("v1");
        // Else a body that does not fit is answered with an empty 400.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
            json.SerializerOptions.MaxDepth = 64;
        });
    }

    internal static void Map(IEndpointRouteBuilder app, Workspace workspace, TimeProvider clock)
    {
        var api = app.MapGroup(Prefix);
        var models = api.MapGroup("/models").WithTags("models");
        ModelsApi.Map(models, workspace, clock);
        ModelsApi.MapAliases(api.MapGroup("/aliases").WithTags("models"), workspace);
        var runs = api.MapGroup("/runs").WithTags("runs");
        RunsApi.Map(runs, workspace);
        RunTableApi.Map(runs, workspace);
        ReportApi.Map(runs, workspace);
        var studies = api.MapGroup("/studies").WithTags("studies");
        StudiesApi.Map(studies, workspace);
        StudyInsightsApi.Map(studies, workspace);
        TrainingApi.Map(runs, studies, models, workspace);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Sends a stored file as an attachment.</summary>
    internal static IResult File(HttpContext http, Stream content, string path)
    {
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.Stream(content, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..]);
    }
}

using Microsoft.AspNetCore.Http;
using Weathervane.Server.Live;

namespace Weathervane.Server.Api;

/// <summary>Turns what goes wrong below <c>/api/v1</c>, and on the old prediction routes, into problem+json with every problem at once.</summary>
internal static class ApiProblems
{
    private const string RetryAfterSeconds = "5";

    // The prediction service's routes as they were before there was a prefix.
    private static readonly string[] OldRoutes = ["/predict", "/features", "/model-info"];

    internal static async Task Guard(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(ApiEndpoints.Prefix, StringComparison.Ordinal) && !OldRoutes.Contains(http.Request.Path.Value))
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (InputException wrong)
        {
            var status = wrong.Kind switch
            {
                InputKind.NotFound => StatusCodes.Status404NotFound,
                InputKind.AlreadyExists => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status400BadRequest,
            };
            await Write(http, status, wrong.Message, new Dictionary<string, object?> { ["problems"] = wrong.Problems });
        }
        catch (UnprovenException refused)
        {
            await Write(http, StatusCodes.Status403Forbidden, refused.Message);
        }
        catch (BadHttpRequestException wrong)
        {
            await Write(http, wrong.StatusCode, wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message);
        }
        catch (ArgumentException wrong)
        {
            await Write(http, StatusCodes.Status400BadRequest, wrong.Message);
        }
        catch (IOException failure)
        {
            AskAgain(http);
            await Write(http, StatusCodes.Status503ServiceUnavailable, failure.Message);
        }
        catch (InvalidDataException damaged)
        {
            await Write(http, StatusCodes.Status500InternalServerError, damaged.Message);
        }
    }

    /// <summary>Asks the caller to come again: what failed for the store's being away succeeds when that is back, and a write of bars or metrics that comes twice counts once.</summary>
    internal static void AskAgain(HttpContext http)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }

    private static Task Write(HttpContext http, int status, string detail, IDictionary<string, object?>? more = null) =>
        http.Response.HasStarted ? Abort(http) : Results.Problem(detail, statusCode: status, extensions: more).ExecuteAsync(http);

    private static Task Abort(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }
}

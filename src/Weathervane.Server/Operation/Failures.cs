using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Access;

namespace Weathervane.Server.Operation;

/// <summary>The last who sees a failure: whatever no route and no guard has caught is logged, and told with a body.</summary>
internal sealed class Failures(ILogger log)
{
    internal async Task Catch(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            await Explain(http);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or BadHttpRequestException) && !http.Response.HasStarted)
        {
            Log.RequestFailed(log, failure, http.Request.Method, http.Request.Path);
            await Problem.Write(http, StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "The server failed. Its log says more.");
        }
    }

    /// <summary>Refusals of the routing itself have a status, and no body.</summary>
    private static Task Explain(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (response.HasStarted || response.ContentType is not null || response.ContentLength is not null)
        {
            return Task.CompletedTask;
        }

        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.Write(http, StatusCodes.Status404NotFound, "ENDPOINT_NOT_FOUND", $"No route takes {request.Path}. /openapi/v1.json describes those that there are."),
            StatusCodes.Status405MethodNotAllowed => Problem.Write(
                http, StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", $"{KnownMethod.Of(request.Method)} is not allowed at {request.Path}. Allowed: {response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => Problem.Write(http, StatusCodes.Status415UnsupportedMediaType, "INVALID_PARAMETER_VALUE", "The Content-Type does not fit this route."),
            _ => Task.CompletedTask,
        };
    }
}

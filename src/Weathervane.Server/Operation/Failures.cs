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
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or BadHttpRequestException) && !http.Response.HasStarted)
        {
            Log.RequestFailed(log, failure, http.Request.Method, http.Request.Path);
            await Problem.Write(http, StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "The server failed. Its log says more.");
        }
    }
}

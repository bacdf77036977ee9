using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Api;

namespace Weathervane.Server.Access;

/// <summary>Marks an endpoint whose body is a file. Only PUT may: a form cannot send it.</summary>
internal sealed record TakesFiles;

/// <summary>Writes to our own API must be JSON by their header, which a form of another site cannot send without being asked first.</summary>
internal static class JsonGuard
{
    internal static Task Check(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        var writes = HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsPatch(request.Method);
        // Where no route takes the request that is what is wrong, and not its type.
        return writes && http.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<TakesFiles>() is null && (request.Path.StartsWithSegments(ApiEndpoints.Prefix) || request.Path.Equals("/predict")) && !request.HasJsonContentType()
            ? Problem.Write(http, StatusCodes.Status415UnsupportedMediaType, "INVALID_PARAMETER_VALUE", "The Content-Type must be application/json.")
            : next(http);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Weathervane.Server.Access;

/// <summary>Refuses paths that climb, however they are written: the web server would resolve them before a route could see.</summary>
internal static class PathGuard
{
    internal static Task Check(HttpContext http, RequestDelegate next)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        var once = Uri.UnescapeDataString(path);
        return Climbs(path) || Climbs(once) || Climbs(Uri.UnescapeDataString(once))
            ? Problem.Write(http, StatusCodes.Status400BadRequest, "INVALID_PARAMETER_VALUE", "Invalid path")
            : next(http);
    }

    private static bool Climbs(string path) => path.Split('/', '\\').Any(part => part is "." or "..");
}

using Microsoft.AspNetCore.Http;
using Weathervane.Server.Dashboard;

namespace Weathervane.Server.Access;

/// <summary>Refuses what the pages of other sites make a browser send, reads included; a link to one of our pages may be followed.</summary>
internal static class OriginGuard
{
    internal static Task Check(HttpContext http, RequestDelegate next)
    {
        var (origin, site) = (http.Request.Headers.Origin.ToString(), http.Request.Headers["Sec-Fetch-Site"].ToString());
        // Behind a proxy with a certificate the page's scheme is https, and ours is http.
        var own = origin.Length == 0 || origin == $"{http.Request.Scheme}://{http.Request.Host}" || origin == $"https://{http.Request.Host}";
        var foreign = !own || site is "cross-site" or "same-site";
        return foreign && !IsLink(http)
            ? Problem.Write(http, StatusCodes.Status403Forbidden, "PERMISSION_DENIED", "Requests from pages of other sites are refused.")
            : next(http);
    }

    // The pages themselves hold no data; what they then ask for comes from our own origin.
    private static bool IsLink(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Origin.Count == 0
        && http.Request.Headers["Sec-Fetch-Mode"] == "navigate" && http.Request.Headers["Sec-Fetch-Dest"] == "document"
        && DashboardPages.Paths.Contains(http.Request.Path.ToString());
}

using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Access;

/// <summary>Refuses what the pages of other sites make a browser send, reads included.</summary>
internal static class OriginGuard
{
    internal static Task Check(HttpContext http, RequestDelegate next)
    {
        var (origin, site) = (http.Request.Headers.Origin.ToString(), http.Request.Headers["Sec-Fetch-Site"].ToString());
        var foreign = (origin.Length > 0 && origin != $"{http.Request.Scheme}://{http.Request.Host}") || site is "cross-site" or "same-site";
        return foreign
            ? Problem.Write(http, StatusCodes.Status403Forbidden, "PERMISSION_DENIED", "Requests from pages of other sites are refused.")
            : next(http);
    }
}

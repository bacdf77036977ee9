using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Access;

/// <summary>Headers that keep a browser from making more of an answer than it is.</summary>
internal static class SecurityHeaders
{
    internal static Task Add(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(http);
    }
}

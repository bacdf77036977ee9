using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Server.Operation;

namespace Weathervane.Server.Dashboard;

/// <summary>Serves the dashboard: one page for every address of it, and files whose names change with their content.</summary>
internal static class DashboardPages
{
    /// <summary>The addresses of the pages; what a page shows is in its query, so that a link holds it.</summary>
    internal static IReadOnlySet<string> Paths { get; } = new HashSet<string>(StringComparer.Ordinal) { "/", "/models", "/runs", "/studies", "/drift", "/experiments", "/data", "/login" };

    // Lets in nothing but files of this server: no inline script or style, no other machine, no frame around it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    // Below these are what programs ask for, and whoever opens them in a browser wants the answer that a program gets.
    private static readonly string[] Programs = ["/api", "/ajax-api", "/assets", "/openapi"];

    private const string ForGood = "public, max-age=31536000, immutable", AskAgain = "no-cache";

    private static readonly DashboardFile NotBuilt = new("text/html; charset=utf-8", Encoding.UTF8.GetBytes(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Weathervane</title></head>
        <body><h1>Weathervane</h1>
        <p>The server runs; its dashboard was not built in. It is built by the normal build where npm is there (Node.js 20 or newer):</p>
        <pre>dotnet build -c Release</pre>
        <p>All else works: MLflow's API, <a href="/openapi/v1.json">our own</a> at /api/v1, <a href="/health">/health</a> and <a href="/metrics">/metrics</a>.</p>
        </body></html>
        """), null, null);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var open = new NeedsRole(null);
        foreach (var path in Paths)
        {
            app.MapMethods(path, Probes.Reads, (RequestDelegate)(http => Send(http, DashboardFiles.Page ?? NotBuilt, AskAgain))).WithMetadata(open).ExcludeFromDescription();
        }

        foreach (var (path, file) in DashboardFiles.All.Where(f => f.Key != "index.html"))
        {
            var caching = path.StartsWith("assets/", StringComparison.Ordinal) ? ForGood : AskAgain;
            app.MapMethods("/" + path, Probes.Reads, (RequestDelegate)(http => Send(http, file, caching))).WithMetadata(open).ExcludeFromDescription();
        }
    }

    /// <summary>Answers whoever opens an address that nothing has in a browser with the page, which says so; programs are answered by those who come next.</summary>
    internal static Task Unknown(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        var isOpened = http.GetEndpoint() is null && Probes.Reads.Contains(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (!isOpened || Programs.Any(p => request.Path.StartsWithSegments(p)))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Send(http, DashboardFiles.Page ?? NotBuilt, AskAgain);
    }

    private static Task Send(HttpContext http, DashboardFile file, string caching)
    {
        var (request, headers) = (http.Request, http.Response.Headers);
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = caching;
        headers.ETag = file.Tag;
        headers.Vary = "Accept-Encoding";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (http.Response.StatusCode == StatusCodes.Status200OK && request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var (content, encoding) = file.For(request.Headers.AcceptEncoding.ToString());
        http.Response.ContentType = file.Type;
        http.Response.ContentLength = content.Length;
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        return http.Response.Body.WriteAsync(content, http.RequestAborted).AsTask();
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Store;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/runs/{id}/report</c>: a run's report to be looked at inside the dashboard.</summary>
/// <remarks>Whoever may write can store any file of that name, so it is shown without scripts, forms, an origin or the network; only its own style applies.</remarks>
internal static partial class ReportApi
{
    private const string FileName = "report.html";

    internal static void Map(RouteGroupBuilder runs, Workspace workspace) => runs.MapGet("/{id}/report", (string id, HttpContext http) =>
    {
        var report = Encoding.UTF8.GetString(workspace.Artifacts.Read(workspace.Runs.Get(id), FileName));
        http.Response.Headers.XFrameOptions = "SAMEORIGIN";
        http.Response.Headers.ContentSecurityPolicy = $"sandbox; default-src 'none'; style-src{Styles(report)}; img-src data:; frame-ancestors 'self'";
        return Results.Content(report, "text/html; charset=utf-8");
    }).WithSummary("A run's report as a page that can do nothing but be read.");

    private static string Styles(string report)
    {
        var hashes = Style().Matches(report).Select(m => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(m.Groups[1].Value)))}'").Take(8);
        var list = string.Concat(hashes);
        return list.Length == 0 ? " 'none'" : list;
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}

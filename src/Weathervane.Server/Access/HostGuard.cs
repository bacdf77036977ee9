using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Access;

/// <summary>Answers only to names that it knows, so that no web page can reach it by pointing a name of its own at this machine.</summary>
internal sealed class HostGuard(IEnumerable<string> allowed)
{
    private readonly HashSet<string> _names = new(["localhost", "127.0.0.1", "[::1]", .. allowed], StringComparer.OrdinalIgnoreCase);

    internal Task Check(HttpContext http, RequestDelegate next) => _names.Contains(http.Request.Host.Host) ? next(http) : Problem.Write(
        http, StatusCodes.Status403Forbidden, "PERMISSION_DENIED",
        $"'{http.Request.Host.Host}' is not a name of this server. Call it localhost, or let it know the name with --allowed-hosts.");
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary><c>/api/v1/session</c>: logging in to the dashboard with a key, and out again.</summary>
internal sealed class SessionApi(KeyRing keys, Sessions sessions, WrongKeys wrong, AuditWriter audit)
{
    internal void Map(RouteGroupBuilder session)
    {
        var open = new NeedsRole(null);
        session.MapGet("/", Current).WithMetadata(open).WithSummary("Who asks: whether the server needs a key, and the session's name, role and secret for writes.");
        session.MapPost("/", LogIn).WithMetadata(open).WithSummary("Logs a browser in with a key: answers with a cookie that no script can read.");
        session.MapDelete("/", LogOut).WithMetadata(open).WithSummary("Logs the browser out.");
    }

    private Caller Current(HttpContext http) => !keys.Needed ? new Caller(false, "local", Role.Admin, null)
        : sessions.Find(http) is { } found ? new Caller(true, found.Key.Name, found.Key.Role, found.Session.Csrf)
        : new Caller(true, null, null, null);

    private async Task LogIn(HttpContext http, LoginRequest asked)
    {
        if (keys.Match(asked.Key?.Trim() ?? "") is not { } key)
        {
            if (await wrong.Refuse(http))
            {
                return;
            }

            wrong.Add(http);
            await Problem.Write(http, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "The key is wrong, was revoked, or has expired.");
            audit.AddRefusal(http);
            return;
        }

        sessions.End(http);
        var session = sessions.Start(http, key.Id);
        http.SetCaller(key);
        audit.Add(http);
        await http.Response.WriteAsJsonAsync(new Caller(true, key.Name, key.Role, session.Csrf), http.RequestAborted);
    }

    private IResult LogOut(HttpContext http)
    {
        if (sessions.Find(http) is { } found && !Sessions.ShowsSecret(http, found.Session))
        {
            return Results.Problem($"A session's writes need the header {Sessions.CsrfHeader}, as /api/v1/session tells it.", statusCode: StatusCodes.Status403Forbidden);
        }

        sessions.End(http);
        return Results.NoContent();
    }

    /// <summary>A request to log in.</summary>
    internal sealed record LoginRequest(string? Key = null);

    /// <summary>Who asks.</summary>
    /// <param name="KeysNeeded">Whether this server needs a key.</param>
    /// <param name="Name">The key's name; null when nobody is logged in.</param>
    /// <param name="Role">What the caller may do.</param>
    /// <param name="Csrf">What writes must send as X-Vane-Csrf.</param>
    internal sealed record Caller(bool KeysNeeded, string? Name, Role? Role, string? Csrf);
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Weathervane.Server.Api;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>Lets in who shows a key of the role that the endpoint needs, and writes down who changed something.</summary>
internal sealed class Gate(KeyRing keys, Sessions sessions, WrongKeys wrong, AuditWriter audit)
{
    internal async Task Check(HttpContext http, RequestDelegate next)
    {
        var endpoint = http.GetEndpoint();
        var needed = endpoint?.Metadata.GetMetadata<NeedsRole>() is { } metadata ? metadata.Role
            : HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? Role.Read
            : Role.Write;
        // Probes are answered without a look at the store, which may be what is ill.
        if (needed is { } role && !await LetInIfNeeded(http, role))
        {
            return;
        }

        await next(http);
        if (needed is Role.Write or Role.Admin)
        {
            audit.Add(http);
        }
    }

    private async Task<bool> LetInIfNeeded(HttpContext http, Role role)
    {
        try
        {
            if (!keys.Needed)
            {
                http.SetCallerByItsName();
                return true;
            }

            if (await LetIn(http, role))
            {
                return true;
            }

            audit.AddRefusal(http);
            return false;
        }
        catch (IOException away)
        {
            ApiProblems.AskAgain(http);
            await Problem.Write(http, StatusCodes.Status503ServiceUnavailable, "TEMPORARILY_UNAVAILABLE", $"Who may ask is not known while the store is away. {away.Message}");
            return false;
        }
    }

    private async Task<bool> LetIn(HttpContext http, Role role)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (await (header.Length == 0 && Sessions.Shown(http) ? KeyOfSession(http) : KeyOfHeader(http, header)) is not { } key)
        {
            return false;
        }

        http.SetCaller(key);
        if (key.Role < role)
        {
            await Problem.Write(
                http, StatusCodes.Status403Forbidden, "PERMISSION_DENIED",
                $"The key '{key.Name}' has the role {key.Role.ToString().ToLowerInvariant()}; this needs {role.ToString().ToLowerInvariant()}.");
            return false;
        }

        return true;
    }

    private async Task<ApiKey?> KeyOfHeader(HttpContext http, string header)
    {
        var shown = KeyIn(header);
        if (shown is not null && keys.Match(shown) is { } key)
        {
            return key;
        }

        if (shown is not null)
        {
            if (await wrong.Refuse(http))
            {
                return null;
            }

            wrong.Add(http);
        }

        // To a script's request a browser would answer "Basic" with a window of its own.
        http.Response.Headers.WWWAuthenticate = http.Request.Headers["Sec-Fetch-Dest"] == "empty" ? "Bearer" : "Bearer, Basic realm=\"vane\"";
        await Problem.Write(
            http, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED",
            shown is null ? "This server needs a key: send it as 'Authorization: Bearer KEY', or as the password of Basic." : "The key is wrong, was revoked, or has expired.");
        return null;
    }

    private async Task<ApiKey?> KeyOfSession(HttpContext http)
    {
        if (sessions.Find(http) is not { } found)
        {
            await Problem.Write(http, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "The session has ended, or its key no longer works. Log in again.");
            return null;
        }

        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || Sessions.ShowsSecret(http, found.Session))
        {
            return found.Key;
        }

        await Problem.Write(http, StatusCodes.Status403Forbidden, "PERMISSION_DENIED", $"A session's writes need the header {Sessions.CsrfHeader}, as /api/v1/session tells it.");
        return null;
    }

    private static string? KeyIn(string header)
    {
        const string bearer = "Bearer ", basic = "Basic ";
        if (header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[bearer.Length..].Trim();
        }

        if (!header.StartsWith(basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[basic.Length..].Trim(), bytes, out var length))
        {
            return "";
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}

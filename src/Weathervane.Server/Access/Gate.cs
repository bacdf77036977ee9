using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>Lets in who shows a key of the role that the endpoint needs, and writes down who changed something.</summary>
internal sealed class Gate(KeyRing keys, AuditWriter audit, TimeProvider clock)
{
    private const int FailuresAllowed = 20;
    private static readonly TimeSpan FailuresWithin = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<IPAddress, Failures> _failures = new();

    internal async Task Check(HttpContext http, RequestDelegate next)
    {
        var endpoint = http.GetEndpoint();
        var needed = endpoint?.Metadata.GetMetadata<NeedsRole>() is { } metadata ? metadata.Role
            : HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? Role.Read
            : Role.Write;
        if (needed is { } role && keys.Needed && !await LetIn(http, role))
        {
            audit.Add(http);
            return;
        }

        if (!keys.Needed)
        {
            http.SetCallerByItsName();
        }

        await next(http);
        if (needed is Role.Write or Role.Admin)
        {
            audit.Add(http);
        }
    }

    private async Task<bool> LetIn(HttpContext http, Role role)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (_failures.TryGetValue(address, out var failures) && failures.TooMany(clock.GetUtcNow()))
        {
            http.Response.Headers.RetryAfter = ((int)FailuresWithin.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Problem.Write(http, StatusCodes.Status429TooManyRequests, "REQUEST_LIMIT_EXCEEDED", "Too many wrong keys came from this address. Wait a minute.");
            return false;
        }

        var shown = KeyIn(http.Request.Headers.Authorization.ToString());
        if (shown is null || keys.Match(shown) is not { } key)
        {
            if (shown is not null)
            {
                _failures.GetOrAdd(address, _ => new Failures()).Add(clock.GetUtcNow());
            }

            http.Response.Headers.WWWAuthenticate = "Bearer, Basic realm=\"vane\"";
            await Problem.Write(
                http, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED",
                shown is null ? "This server needs a key: send it as 'Authorization: Bearer KEY', or as the password of Basic." : "The key is wrong, was revoked, or has expired.");
            return false;
        }

        if (key.Role < role)
        {
            await Problem.Write(
                http, StatusCodes.Status403Forbidden, "PERMISSION_DENIED",
                $"The key '{key.Name}' has the role {key.Role.ToString().ToLowerInvariant()}; this needs {role.ToString().ToLowerInvariant()}.");
            return false;
        }

        http.SetCaller(key);
        return true;
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

    // Counts the wrong keys of one address within the last minute.
    private sealed class Failures
    {
        private readonly Queue<DateTimeOffset> _times = new();

        internal void Add(DateTimeOffset now)
        {
            lock (_times)
            {
                _times.Enqueue(now);
            }
        }

        internal bool TooMany(DateTimeOffset now)
        {
            lock (_times)
            {
                while (_times.TryPeek(out var first) && now - first > FailuresWithin)
                {
                    _times.Dequeue();
                }

                return _times.Count >= FailuresAllowed;
            }
        }
    }
}

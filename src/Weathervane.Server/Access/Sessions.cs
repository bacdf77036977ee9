using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Access;

/// <summary>Browsers that logged in with a key. They hold a random token in a cookie that no script can read; a session ends with its key.</summary>
/// <remarks>Sessions live in this process: a restart asks people to log in again, and servers behind one name need to keep a caller at one of them.
/// A write must show the session's second secret in the header <see cref="CsrfHeader"/>, which a page of another site cannot know.</remarks>
internal sealed class Sessions(KeyRing keys, TimeProvider clock)
{
    internal const string CsrfHeader = "X-Vane-Csrf";
    private const int Most = 10_000;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(12);
    private readonly ConcurrentDictionary<string, Session> _sessions = new();

    /// <summary>Starts a session and gives its cookie to the browser.</summary>
    internal Session Start(HttpContext http, string keyId)
    {
        var token = Secret();
        var session = new Session(keyId, Secret(), clock.GetUtcNow());
        MakeRoom();
        _sessions[HashOf(token)] = session;
        http.Response.Cookies.Append(CookieOf(http), token, Options(http));
        return session;
    }

    /// <summary>Ends the caller's session, if there is one.</summary>
    internal void End(HttpContext http)
    {
        if (http.Request.Cookies[CookieOf(http)] is { } token)
        {
            _sessions.TryRemove(HashOf(token), out _);
            http.Response.Cookies.Delete(CookieOf(http), Options(http));
        }
    }

    /// <summary>Whether the browser sent a session's cookie, running or not.</summary>
    internal static bool Shown(HttpContext http) => http.Request.Cookies.ContainsKey(CookieOf(http));

    /// <summary>The caller's session with its key; null when it ended, or its key was revoked or has expired.</summary>
    internal (Session Session, Store.Access.ApiKey Key)? Find(HttpContext http)
    {
        if (http.Request.Cookies[CookieOf(http)] is not { } token || !_sessions.TryGetValue(HashOf(token), out var session))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (now - session.Used > Idle || keys.Working(session.KeyId) is not { } key)
        {
            _sessions.TryRemove(HashOf(token), out _);
            return null;
        }

        session.Used = now;
        return (session, key);
    }

    /// <summary>Whether a request shows the session's second secret.</summary>
    internal static bool ShowsSecret(HttpContext http, Session session) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(http.Request.Headers[CsrfHeader].ToString()), Encoding.UTF8.GetBytes(session.Csrf));

    // Browsers share the cookies of one host among its ports: two servers of one machine must not log each other out.
    private static string CookieOf(HttpContext http) => string.Create(CultureInfo.InvariantCulture, $"vane_session_{http.Request.Host.Port ?? 0}");

    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || http.Request.Headers.Origin.ToString().StartsWith("https://", StringComparison.Ordinal),
        Path = "/",
    };

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private void MakeRoom()
    {
        while (_sessions.Count >= Most)
        {
            _sessions.TryRemove(_sessions.MinBy(s => s.Value.Used).Key, out _);
        }
    }

    /// <summary>A browser that logged in.</summary>
    internal sealed class Session(string keyId, string csrf, DateTimeOffset used)
    {
        internal string KeyId { get; } = keyId;

        internal string Csrf { get; } = csrf;

        internal DateTimeOffset Used { get; set; } = used;
    }
}

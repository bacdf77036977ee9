using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Access;

/// <summary>Counts the wrong keys of each address within the last minute, wherever they were shown, and makes further wrong ones wait after too many.</summary>
/// <remarks>A key that works always passes: programs behind one address must not shut each other out, and a key's 256 random bits are not guessed at any rate.</remarks>
internal sealed class WrongKeys(TimeProvider clock)
{
    private const int Allowed = 20;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<IPAddress, Times> _addresses = new();

    internal void Add(HttpContext http) => _addresses.GetOrAdd(http.Address(), _ => new Times()).Add(clock.GetUtcNow());

    /// <summary>Answers a wrong key with 429 if the caller's address has to wait.</summary>
    /// <returns>Whether it has.</returns>
    internal async Task<bool> Refuse(HttpContext http)
    {
        if (!_addresses.TryGetValue(http.Address(), out var times) || times.CountAt(clock.GetUtcNow()) < Allowed)
        {
            return false;
        }

        http.Response.Headers.RetryAfter = ((int)Within.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await Problem.Write(http, StatusCodes.Status429TooManyRequests, "REQUEST_LIMIT_EXCEEDED", "Too many wrong keys came from this address. Wait a minute.");
        return true;
    }

    private sealed class Times
    {
        private readonly Queue<DateTimeOffset> _times = new();

        internal void Add(DateTimeOffset now)
        {
            lock (_times)
            {
                _times.Enqueue(now);
            }
        }

        internal int CountAt(DateTimeOffset now)
        {
            lock (_times)
            {
                while (_times.TryPeek(out var first) && now - first > Within)
                {
                    _times.Dequeue();
                }

                return _times.Count;
            }
        }
    }
}

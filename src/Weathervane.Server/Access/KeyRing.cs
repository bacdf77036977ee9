using System.Net;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>The keys that work now, read from the store again when they are older than half a second.</summary>
/// <remarks>So a key that is revoked anywhere stops working at every server within a second.</remarks>
internal sealed class KeyRing(KeyStore store, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // While the store is away nobody can revoke a key either: those known last go on working, so that forecasts do.
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(5);
    private readonly Lock _reading = new();
    private volatile Snapshot? _snapshot;

    /// <summary>Whether callers must show a key: from the first key that is made on, also from this machine.</summary>
    internal bool Needed => Current().Count > 0;

    internal ApiKey? Match(string text)
    {
        var now = clock.GetUtcNow();
        return KeyStore.Match(Current().Where(k => k.WorksAt(now)), text);
    }

    /// <summary>The key with this public id, if it works now.</summary>
    internal ApiKey? Working(string id)
    {
        var now = clock.GetUtcNow();
        return Current().FirstOrDefault(k => k.Id == id && k.WorksAt(now));
    }

    /// <summary>Refuses to serve other machines without keys.</summary>
    internal void RequireFor(IPAddress address)
    {
        var now = clock.GetUtcNow();
        if (!IPAddress.IsLoopback(address) && !Current().Any(k => k.WorksAt(now)))
        {
            throw new InputException(
                "address", $"{address} can be reached from other machines, and there is no key that works.",
                "Make one first: vane keys create --name NAME --role admin. Or listen at 127.0.0.1.");
        }
    }

    private IReadOnlyList<ApiKey> Current()
    {
        var now = clock.GetTimestamp();
        if (_snapshot is { } known && clock.GetElapsedTime(known.Read, now) < Fresh)
        {
            return known.Keys;
        }

        lock (_reading)
        {
            if (_snapshot is { } read && clock.GetElapsedTime(read.Read, now) < Fresh)
            {
                return read.Keys;
            }

            try
            {
                _snapshot = new Snapshot(store.List(), clock.GetTimestamp(), clock.GetTimestamp());
            }
            catch (Exception away) when (away is IOException or TimeoutException && _snapshot is { } last && clock.GetElapsedTime(last.Seen) < Outage)
            {
                _snapshot = last with { Read = clock.GetTimestamp() };
            }

            return _snapshot.Keys;
        }
    }

    private sealed record Snapshot(IReadOnlyList<ApiKey> Keys, long Read, long Seen);
}

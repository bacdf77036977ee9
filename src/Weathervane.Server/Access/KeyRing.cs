using System.Net;
using Weathervane.Server.Outages;
using Weathervane.Store;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>The keys that work now, read from the store again when they are older than half a second.</summary>
/// <remarks>So a key that is revoked anywhere stops working at every server within a second. While the store is away nobody can revoke a key either, and those known
/// last go on working for a day, so that forecasts do.</remarks>
internal sealed class KeyRing(Workspace workspace, LocalCopies? copies, TimeProvider clock)
{
    /// <summary>Under which name the keys are held on this machine.</summary>
    internal const string CopyName = "keys";

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Outage = TimeSpan.FromDays(1), ConfirmEvery = TimeSpan.FromMinutes(1);
    private readonly Lock _reading = new();
    private volatile Snapshot? _snapshot;
    private DateTimeOffset _noted;

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

            _snapshot = Ask();
            return _snapshot.Keys;
        }
    }

    private Snapshot Ask()
    {
        // Who looks after the models notices that the store is back; no caller waits for that.
        if (workspace.IsAway && KnownLast() is { } held)
        {
            return held;
        }

        try
        {
            var now = clock.GetUtcNow();
            var keys = workspace.Keys.List(patient: false);
            Note(keys, now);
            return new Snapshot(keys, clock.GetTimestamp(), now);
        }
        catch (Exception away) when (away is IOException or TimeoutException && KnownLast() is { } last)
        {
            return last;
        }
    }

    private void Note(IReadOnlyList<ApiKey> keys, DateTimeOffset now)
    {
        if (_snapshot is not { } before || !before.Keys.SequenceEqual(keys))
        {
            copies?.Keep(CopyName, KeyStore.ToBytes(keys));
        }
        else if (now - _noted >= ConfirmEvery)
        {
            copies?.Confirm(CopyName, now);
        }
        else
        {
            return;
        }

        _noted = now;
    }

    private Snapshot? KnownLast()
    {
        var last = _snapshot ?? (copies?.Find(CopyName) is { } held ? new Snapshot(KeyStore.FromBytes(held.Bytes), 0, held.Confirmed) : null);
        return last is not null && clock.GetUtcNow() - last.Seen < Outage ? last with { Read = clock.GetTimestamp() } : null;
    }

    private sealed record Snapshot(IReadOnlyList<ApiKey> Keys, long Read, DateTimeOffset Seen);
}

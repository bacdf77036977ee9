using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Weathervane.Server.Operation;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>Writes down who asked for what, without making the request wait.</summary>
/// <remarks>What clients without a key can make it keep is bounded: of an address's refusals within a minute the first are rows, the others one row with their number.
/// Whatever a key that works asked for is a row of its own.</remarks>
internal sealed class AuditWriter : IDisposable
{
    /// <summary>An address's refusals within a minute that are rows of their own.</summary>
    internal const int RefusalsKept = 20;

    /// <summary>Characters of a path that are kept.</summary>
    internal const int LongestPath = 1024;

    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1), Look = TimeSpan.FromSeconds(5);
    private readonly BatchWriter<AuditEntry> _entries;
    private readonly TimeProvider _clock;
    private readonly Dictionary<IPAddress, Refusals> _refusals = [];
    private readonly ITimer _timer;

    /// <summary>Begins.</summary>
    /// <param name="log">Where entries go.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="lost">Told at the end how many were not stored, where there are such.</param>
    internal AuditWriter(AuditLog log, TimeProvider clock, Action<long>? lost = null)
    {
        (_clock, _entries) = (clock, new BatchWriter<AuditEntry>(log.Add, clock, lost));
        _timer = clock.CreateTimer(_ => SumUp(clock.GetUtcNow() - Within), null, Look, Look);
    }

    /// <summary>Entries that are not in the store yet.</summary>
    internal int Waiting => _entries.Waiting;

    /// <summary>Keeps a request that was answered.</summary>
    internal void Add(HttpContext http) => _entries.Add(new AuditEntry(
        _clock.GetUtcNow(), http.Caller(), http.Address().ToString(), KnownMethod.Of(http.Request.Method), Shortened(http.Request.Path.ToString()), http.Response.StatusCode));

    /// <summary>Keeps a request that was refused, or counts it where its address had many and no key.</summary>
    internal void AddRefusal(HttpContext http)
    {
        if (http.KeyId() is not null || IsKept(http.Address(), http.Response.StatusCode))
        {
            Add(http);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        SumUp(DateTimeOffset.MaxValue);
        _entries.Dispose();
    }

    private static string Shortened(string path) => path.Length <= LongestPath ? path
        : string.Create(CultureInfo.InvariantCulture, $"{path.AsSpan(0, LongestPath)}... (cut, {path.Length} characters)");

    private bool IsKept(IPAddress address, int status)
    {
        lock (_refusals)
        {
            if (!_refusals.TryGetValue(address, out var refusals))
            {
                // Beyond so many addresses at once all others are counted as one.
                address = _refusals.Count < MostAddresses ? address : IPAddress.None;
                refusals = _refusals.TryGetValue(address, out var shared) ? shared : _refusals[address] = new Refusals(_clock.GetUtcNow());
            }

            refusals.Status = status;
            return ++refusals.Count <= RefusalsKept;
        }
    }

    private void SumUp(DateTimeOffset until)
    {
        lock (_refusals)
        {
            foreach (var (address, refusals) in _refusals.Where(r => r.Value.Begun <= until).ToList())
            {
                _refusals.Remove(address);
                if (refusals.Count > RefusalsKept)
                {
                    _entries.Add(new AuditEntry(
                        _clock.GetUtcNow(), "local", address.Equals(IPAddress.None) ? "others" : address.ToString(), "other",
                        string.Create(CultureInfo.InvariantCulture, $"({refusals.Count - RefusalsKept} more refusals within a minute)"), refusals.Status));
                }
            }
        }
    }

    /// <summary>An address's refusals since one moment.</summary>
    private sealed class Refusals(DateTimeOffset begun)
    {
        internal DateTimeOffset Begun { get; } = begun;

        internal int Count { get; set; }

        internal int Status { get; set; }
    }
}

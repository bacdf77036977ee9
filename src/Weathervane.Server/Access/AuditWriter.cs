using Microsoft.AspNetCore.Http;
using Weathervane.Server.Operation;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>Writes down who asked for what, without making the request wait.</summary>
internal sealed class AuditWriter(AuditLog log, TimeProvider clock, Action<long>? lost = null) : IDisposable
{
    private readonly BatchWriter<AuditEntry> _entries = new(log.Add, clock, lost);

    /// <summary>Entries that are not in the store yet.</summary>
    internal int Waiting => _entries.Waiting;

    internal void Add(HttpContext http) => _entries.Add(new AuditEntry(
        clock.GetUtcNow(), http.Caller(), http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Method, http.Request.Path.ToString(), http.Response.StatusCode));

    public void Dispose() => _entries.Dispose();
}

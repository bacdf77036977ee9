using Microsoft.AspNetCore.Http;
using Weathervane.Server.Operation;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>Writes down who asked for what, without making the request wait.</summary>
internal sealed class AuditWriter(AuditLog log, TimeProvider clock) : IDisposable
{
    private readonly BatchWriter<AuditEntry> _entries = new(log.Add, clock);

    internal void Add(HttpContext http) => _entries.Add(new AuditEntry(
        clock.GetUtcNow(), http.Caller(), http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Method, http.Request.Path.ToString(), http.Response.StatusCode));

    public void Dispose() => _entries.Dispose();
}

using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Access;

/// <summary>Who changed what when, by request; kept for good.</summary>
public sealed class AuditLog
{
    private readonly Database _database;

    internal AuditLog(Database database) => _database = database;

    /// <summary>Adds entries.</summary>
    public void Add(IReadOnlyCollection<AuditEntry> entries) => _database.Write(c =>
    {
        var id = Counter.Take(c, "audit", entries.Count) - entries.Count;
        c.Execute(
            "INSERT INTO audit_log (audit_id, at_ms, caller, address, method, path, status) VALUES (@id, @at, @Caller, @Address, @Method, @Path, @Status)",
            entries.Select(e => new { id = ++id, at = e.Time.ToUnixTimeMilliseconds(), e.Caller, e.Address, e.Method, e.Path, e.Status }));
    });

    /// <summary>The newest entries, the newest first.</summary>
    public IReadOnlyList<AuditEntry> Newest(int limit) => _database.Read(c => (IReadOnlyList<AuditEntry>)[.. c.Query<(long AtMs, string Caller, string Address, string Method, string Path, long Status)>(
        "SELECT at_ms, caller, address, method, path, status FROM audit_log ORDER BY audit_id DESC LIMIT @limit", new { limit })
        .Select(r => new AuditEntry(Instant.FromMs(r.AtMs), r.Caller, r.Address, r.Method, r.Path, (int)r.Status))]);
}

/// <summary>One request that changed something, or was refused.</summary>
/// <param name="Time">When it was answered.</param>
/// <param name="Caller">The key's name and id, or "local".</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Method">The HTTP verb.</param>
/// <param name="Path">What it asked for, without its query.</param>
/// <param name="Status">How it was answered.</param>
public sealed record AuditEntry(DateTimeOffset Time, string Caller, string Address, string Method, string Path, int Status);

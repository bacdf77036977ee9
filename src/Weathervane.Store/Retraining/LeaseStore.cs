using System.Data.Common;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Retraining;

/// <summary>Leases, on the clock of the store: servers whose own clocks differ agree on who holds one.</summary>
public sealed class LeaseStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal LeaseStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Takes a lease that nobody holds, or holds on to one's own.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="owner">Who asks; no two servers share it.</param>
    /// <param name="length">How long others are kept out unless it is renewed.</param>
    /// <returns>Null while another holds it.</returns>
    public Lease? Take(string name, string owner, TimeSpan length) => _database.Write(c =>
    {
        var (now, until) = Times(c, length);
        // Who comes back before others came keeps the fence: nothing was done in between.
        var fence = c.ExecuteScalar<long?>(
            """
            INSERT INTO leases (name, owner, fence, until_ms) VALUES (@name, @owner, 1, @until)
            ON CONFLICT (name) DO UPDATE SET
              fence = CASE WHEN leases.owner = @owner THEN leases.fence ELSE leases.fence + 1 END, owner = @owner, until_ms = @until
            WHERE leases.owner = @owner OR leases.until_ms <= @now
            RETURNING fence
            """,
            new { name, owner, until, now });
        return fence is { } taken ? new Lease(name, owner, taken, Instant.FromMs(until)) : null;
    });

    /// <summary>Holds on to a lease for longer.</summary>
    /// <returns>Null where another has taken it.</returns>
    public Lease? Renew(Lease lease, TimeSpan length) => _database.Write(c =>
    {
        var (_, until) = Times(c, length);
        return c.Execute("UPDATE leases SET until_ms = @until WHERE name = @Name AND fence = @Fence AND owner = @Owner", new { until, lease.Name, lease.Fence, lease.Owner }) == 1
            ? lease with { Until = Instant.FromMs(until) }
            : null;
    });

    /// <summary>Lets others take it at once; one that another has taken stays theirs.</summary>
    public void Release(Lease lease) => _database.Write(c =>
    {
        c.Execute("UPDATE leases SET until_ms = 0, owner = '' WHERE name = @Name AND fence = @Fence AND owner = @Owner", new { lease.Name, lease.Fence, lease.Owner });
    });

    /// <summary>Whether a result may still be kept; asked inside the transaction that keeps it.</summary>
    internal static bool IsHeld(DbConnection connection, Lease lease) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM leases WHERE name = @Name AND fence = @Fence AND owner = @Owner", new { lease.Name, lease.Fence, lease.Owner }) == 1;

    /// <summary>Leaves nothing of a lease whose job is over for good, in the transaction that keeps the result.</summary>
    internal static void Remove(DbConnection connection, Lease lease) => connection.Execute("DELETE FROM leases WHERE name = @Name", new { lease.Name });

    private (long Now, long Until) Times(DbConnection connection, TimeSpan length)
    {
        var now = _database.NowMs(connection, _clock);
        return (now, now + (long)length.TotalMilliseconds);
    }
}

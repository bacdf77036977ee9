using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Requests;

/// <summary>Requests that count once, however often they are sent: what a request's write returned is kept in the write's own transaction, and told again instead of writing again.</summary>
/// <remarks>For requests that write once. So neither a server that is killed between its commit and its answer nor another server that gets the repeat counts it twice.</remarks>
public sealed class RequestStore
{
    /// <summary>How long what was returned is kept; a repeat that comes later counts as a new request.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal RequestStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Begins a request: the next write of this store that this flow of control makes is its own.</summary>
    /// <param name="id">Of this request alone; not empty.</param>
    /// <param name="asked">What it asks for, or a hash of that: its write is refused (<see cref="InputKind.AlreadyExists"/>) where the id was another's.</param>
    /// <returns>Ends it when disposed of.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public IDisposable Begin(string id, string asked = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return OpenRequest.Begin(_database, id, asked, _clock);
    }

    /// <summary>Whether a request was done, within <see cref="Kept"/>.</summary>
    /// <param name="id">As it was begun with.</param>
    public bool Knows(string id) => _database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM requests WHERE request_id = @id", new { id })) > 0;
}

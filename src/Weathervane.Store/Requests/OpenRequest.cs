using System.Data.Common;
using System.Text.Json;
using Dapper;
using Weathervane.Numerics;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Requests;

/// <summary>A request that is being done, and whose write is to count once.</summary>
internal sealed class OpenRequest : IDisposable
{
    private static readonly AsyncLocal<OpenRequest?> Open = new();

    private readonly Database _database;
    private readonly string _id, _asked;
    private readonly TimeProvider _clock;

    // Whatever began in this flow may go on after the request, and shall not take its id along.
    private int _taken;

    private OpenRequest(Database database, string id, string asked, TimeProvider clock) => (_database, _id, _asked, _clock) = (database, id, asked, clock);

    internal static OpenRequest Begin(Database database, string id, string asked, TimeProvider clock) => Open.Value = new OpenRequest(database, id, asked, clock);

    /// <summary>A write as the request that is being done has it: once. Any other write stays as it is.</summary>
    internal static Func<DbConnection, T> Once<T>(Database database, Func<DbConnection, T> write) =>
        Open.Value is { } open && open._database == database && Interlocked.Exchange(ref open._taken, 1) == 0 ? c => open.Do(c, write) : write;

    /// <inheritdoc/>
    public void Dispose()
    {
        _taken = 1;
        Open.Value = null;
    }

    private T Do<T>(DbConnection connection, Func<DbConnection, T> write)
    {
        if (connection.ExecuteScalar<string?>("SELECT answer FROM requests WHERE request_id = @_id", new { _id }) is { } kept)
        {
            var before = JsonSerializer.Deserialize<Kept<T>>(kept, JsonNumbers.Named)!;
            return before.Asked == _asked ? before.Answer : throw new InputException(
                "request id", "another request was made with it before, and is not done again.", "Take a new one for each request: over HTTP it is the Idempotency-Key.") { Kind = InputKind.AlreadyExists };
        }

        var answer = write(connection);
        var now = _database.NowMs(connection, _clock);
        connection.Execute("DELETE FROM requests WHERE at_ms < @old", new { old = now - (long)RequestStore.Kept.TotalMilliseconds });
        connection.Execute("INSERT INTO requests (request_id, at_ms, answer) VALUES (@_id, @now, @answer)", new { _id, now, answer = JsonSerializer.Serialize(new Kept<T>(_asked, answer), JsonNumbers.Named) });
        return answer;
    }

    /// <summary>What is kept of a request that was done.</summary>
    private sealed record Kept<T>(string Asked, T Answer);
}

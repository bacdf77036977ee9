using System.Data.Common;
using Dapper;
using Npgsql;

namespace Weathervane.Store.Sql.Postgres;

/// <summary>A transaction whose commit is asked for, and how the server is asked about it when no answer comes.</summary>
/// <remarks>Its number alone would not do: one whose transaction a server forgot in its fall is given to the next that comes, and that is another's.</remarks>
/// <param name="Number">The transaction's.</param>
/// <param name="Writer">Who commits it: a name that no other writer ever has.</param>
/// <param name="Step">Which of the writer's transactions it is, from 1 on.</param>
internal sealed record PostgresStep(string Number, string Writer, long Step)
{
    private const string NowMs = PostgresDatabase.ServerNowMs, WeekMs = "604800000";

    /// <summary>Commits the transaction that is open, with a row that says which it is: both on one way to the server.</summary>
    /// <param name="connection">The writer.</param>
    internal void Commit(DbConnection connection)
    {
        if (Step == 1)
        {
            connection.Execute($"DELETE FROM writers WHERE at_ms < {NowMs} - {WeekMs}");
        }

        connection.Execute(
            $"""
            INSERT INTO writers (writer, step, at_ms) VALUES (@Writer, @Step, {NowMs})
            ON CONFLICT (writer) DO UPDATE SET step = excluded.step, at_ms = excluded.at_ms;
            COMMIT
            """,
            new { Writer, Step });
    }

    /// <summary>Whether it was committed.</summary>
    /// <param name="connection">Another one than it began on, outside of a transaction: the second question must see what was committed before the first.</param>
    /// <exception cref="NpgsqlException">It is still open.</exception>
    internal bool WasCommitted(DbConnection connection)
    {
        try
        {
            switch (connection.ExecuteScalar<string?>("SELECT pg_xact_status(@Number::xid8)", new { Number }))
            {
                case "aborted":
                    return false;
                case "in progress":
                    // The old connection's process has not yet noticed that nobody listens.
                    throw new NpgsqlException("the last transaction is still open");
            }
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            // The number lies in the future: the server fell before anything of the transaction reached its log.
            return false;
        }

        return connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM writers WHERE writer = @Writer AND step = @Step)", new { Writer, Step });
    }
}

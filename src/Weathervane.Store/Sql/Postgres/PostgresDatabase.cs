using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Weathervane.Store.Locations;
using Weathervane.Store.Sql.Sqlite;
using Weathervane.Store.Upkeep;

namespace Weathervane.Store.Sql.Postgres;

/// <summary>A PostgreSQL database (13 or newer) that several machines may share.</summary>
/// <remarks>Writers of all machines take turns by an advisory lock, so a write sees all that was committed before it and nothing comes between,
/// as in SQLite. A server that is restarted is waited for: what was not committed is run again, and whether a commit whose answer was lost took place is
/// asked of the server (<see cref="PostgresStep"/>).</remarks>
internal sealed partial class PostgresDatabase : Database
{
    /// <summary>Milliseconds by the server's own clock: those of the machines may differ.</summary>
    internal const string ServerNowMs = "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)";

    // "vane" and its first schema in ASCII; locks are by database, so that stores on one server do not wait for each other.
    private const long WriterLock = 0x76616E65_0001;
    private static readonly TimeSpan OpeningTurn = TimeSpan.FromSeconds(1);
    private readonly NpgsqlDataSource _reading, _writing;
    private readonly Outage _outage = new();
    private readonly Lock _opening = new();
    private readonly TimeProvider _clock;
    private PostgresConnection? _writer;
    private volatile bool _open;
    private PostgresStep? _committing;
    private long _steps;

    // No other writer's, of whatever machine, and of no earlier life of this one.
    private readonly string _id = Guid.NewGuid().ToString("N");

    // Only who brings the schema up to date may use a database that is not open yet.
    [ThreadStatic]
    private static bool _isOpening;

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="clock">Gives the times of migrations.</param>
    /// <param name="mayBeAway">Whether one that cannot be reached is opened all the same: reads and writes then fail until it was reached.</param>
    internal PostgresDatabase(PostgresLocation location, TimeProvider clock, bool mayBeAway = false)
    {
        (Name, _clock) = (location.ToString(), clock);
        _reading = NpgsqlDataSource.Create(location.Connection(mayWrite: false));
        _writing = NpgsqlDataSource.Create(location.Connection(mayWrite: true));
        try
        {
            Open();
        }
        catch (IOException) when (mayBeAway && IsAway)
        {
            // It is opened by the first who asks once it is back.
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal override string Name { get; }

    internal override bool IsAway => _outage.IsOn;

    internal override IReadOnlyCollection<string> Tables(DbConnection connection) =>
        PlainSql.Ask<string>(connection, "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()");

    internal override IEnumerable<string> Faults(DbConnection connection) => connection.Query<string>(
        """
        SELECT 'the rule ' || conname || ' was never checked' FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
        UNION ALL
        SELECT 'the index ' || indexrelid::regclass || ' is not usable' FROM pg_index WHERE NOT indisvalid
        """)
        .Select(fault => $"{Name}: {fault}. Ask whoever keeps the server.").ToList();

    internal override void BackUp(string path, TimeProvider clock)
    {
        using var copy = new SqliteDatabase(path, clock);
        StoreTables.Copy(this, copy, CancellationToken.None);
    }

    // Servers on several machines: their clocks may be minutes apart.
    internal override long NowMs(DbConnection connection, TimeProvider clock) =>
        connection.ExecuteScalar<long>("SELECT " + ServerNowMs);

    /// <summary>Texts are compared by their bytes whatever language the database was made in, as SQLite does: pages and folders depend on the order.</summary>
    internal override string InOwnWords(string script) => TextColumn().Replace(script, "TEXT COLLATE \"C\"");

    private protected override T Snapshot<T>(Func<DbConnection, T> read, bool patient, CancellationToken gone)
    {
        RequireSchema();
        for (var patience = new Patience(_outage, patient && _open); ;)
        {
            try
            {
                gone.ThrowIfCancellationRequested();
                using var connection = new PostgresConnection(_reading.OpenConnection(), gone);
                using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
                _outage.End();
                var result = read(connection);
                transaction.Commit();
                return result;
            }
            catch (Exception) when (gone.IsCancellationRequested)
            {
                throw new OperationCanceledException(gone);
            }
            catch (Exception failure) when (PostgresFailure.IsPassing(failure) && patience.Wait())
            {
                _reading.Clear();
            }
            catch (Exception failure) when (PostgresFailure.From(failure, Name) is var ours && ours != failure)
            {
                throw ours;
            }
        }
    }

    private protected override void Commit(IReadOnlyList<WriteJob> batch)
    {
        for (var patience = new Patience(_outage, _open); ;)
        {
            try
            {
                if (_committing is null || !WasCommitted(_committing))
                {
                    _committing = null;
                    Together(batch);
                }

                _committing = null;
                _outage.End();
                Tell(batch);
                return;
            }
            catch (Exception failure)
            {
                _writer?.Dispose();
                _writer = null;
                var passing = PostgresFailure.IsPassing(failure);
                if (!passing || !patience.Wait())
                {
                    // An answer other than that the server goes away says that the commit was refused.
                    _committing = passing ? _committing : null;
                    GiveUp(batch, failure);
                    return;
                }
            }
        }
    }

    private protected override void Close()
    {
        _writer?.Dispose();
        _reading.Dispose();
        _writing.Dispose();
    }

    private protected override void RequireSchema()
    {
        if (!_open && !_isOpening)
        {
            Open();
        }
    }

    private void Open()
    {
        // A server that lets connections hang must not hold up all who ask, one after the other.
        if (!_opening.TryEnter(OpeningTurn))
        {
            throw new IOException($"{Name}: the database was not reached yet.");
        }

        try
        {
            _isOpening = true;
            if (!_open)
            {
                Migrator.BringUpToDate(this, _clock);
                _open = true;
            }
        }
        finally
        {
            _isOpening = false;
            _opening.Exit();
        }
    }

    private void Together(IReadOnlyList<WriteJob> batch)
    {
        var connection = _writer ??= Connect();
        PlainSql.Run(connection, "BEGIN ISOLATION LEVEL READ COMMITTED");
        // Whether the transaction ended is asked by its number, and whether it is ours by the step that it leaves. Each statement sees what was committed before it: all, once the lock is held.
        var number = connection.ExecuteScalar<string>($"SELECT pg_current_xact_id()::text FROM (SELECT pg_advisory_xact_lock({WriterLock})) AS turn")!;
        var commit = WriteJob.RunAll(
            connection, batch, failure => connection.State != ConnectionState.Open || (failure is DbException && PostgresFailure.IsPassing(failure)));
        if (!commit)
        {
            PlainSql.Run(connection, "ROLLBACK");
            return;
        }

        _committing = new PostgresStep(number, _id, ++_steps);
        _committing.Commit(connection);
    }

    private void Tell(IReadOnlyList<WriteJob> batch)
    {
        foreach (var job in batch)
        {
            job.Tell(failure => PostgresFailure.From(failure, Name));
        }
    }

    private void GiveUp(IReadOnlyList<WriteJob> batch, Exception failure)
    {
        var said = PostgresFailure.From(failure, Name);
        if (_committing is not null)
        {
            _committing = null;
            said = new IOException($"{said.Message} The last step's answer was lost: look whether it took place before you run it again.", failure);
        }

        foreach (var job in batch)
        {
            job.Fail(said);
        }
    }

    private bool WasCommitted(PostgresStep step)
    {
        using var connection = _writing.OpenConnection();
        return step.WasCommitted(connection);
    }

    private PostgresConnection Connect()
    {
        _writing.Clear();
        var connection = _writing.OpenConnection();
        // Acknowledged means durable, also where the server's own settings are laxer; stricter ones stay.
        connection.Execute("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
        return new PostgresConnection(connection);
    }

    [GeneratedRegex(@"\bTEXT\b")]
    private static partial Regex TextColumn();
}

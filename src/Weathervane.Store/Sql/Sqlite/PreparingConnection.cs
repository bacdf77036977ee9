using System.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>A connection that keeps the statements that were prepared on it: preparing one costs more than running it.</summary>
internal sealed class PreparingConnection : SqliteConnection
{
    private const int BusySeconds = 60;

    // Steps of SQLite's machine between two looks at whether anyone still waits: some 0.1 ms.
    private const int StepsBetweenLooks = 10_000;

    // Statements with lists of values differ by the list's length; more than these are prepared each time.
    private const int MostKept = 300, LongestKept = 4000;
    private readonly Dictionary<string, Prepared> _kept = [];
    private readonly Dictionary<string, RowStatement> _rows = [];
    private bool _watches;

    /// <summary>Whether anybody has read by it since its keeper looked last.</summary>
    internal bool WasUsed
    {
        get;
        set
        {
            field = value;
            HasPages |= value;
        }
    }

    /// <summary>Whether it may hold pages of the file in memory.</summary>
    internal bool HasPages { get; set; }

    private PreparingConnection(string address)
        : base(address)
    {
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is no database.</exception>
    internal static PreparingConnection Open(string path)
    {
        var connection = new PreparingConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            DefaultTimeout = BusySeconds,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            // LIKE tells upper from lower case here as it does in PostgreSQL.
            PlainSql.Run(connection, $"PRAGMA busy_timeout={BusySeconds * 1000}; PRAGMA synchronous=FULL; PRAGMA case_sensitive_like=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=4000");
            if (PlainSql.Ask<string>(connection, "PRAGMA journal_mode")[0] != "wal")
            {
                PlainSql.Run(connection, "PRAGMA journal_mode=WAL");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>From now on a statement ends with SQLITE_INTERRUPT soon after the token asks for it.</summary>
    internal void StopOn(CancellationToken cancel)
    {
        if (cancel.CanBeCanceled)
        {
            raw.sqlite3_progress_handler(Handle, StepsBetweenLooks, _ => cancel.IsCancellationRequested ? 1 : 0, null);
            _watches = true;
        }
        else if (_watches)
        {
            raw.sqlite3_progress_handler(Handle, 0, null, null);
            _watches = false;
        }
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() => new Borrowing(this);

    /// <summary>Runs one row's INSERT for each row.</summary>
    /// <param name="sql">With a question mark for each value.</param>
    /// <param name="rows">[rows][columns] text, long, double or null.</param>
    /// <returns>How many rows were added or changed.</returns>
    /// <exception cref="SqliteException">A row could not be added; those before it were.</exception>
    internal int Insert(string sql, IReadOnlyList<object?[]> rows)
    {
        if (!_rows.TryGetValue(sql, out var statement))
        {
            _rows.Add(sql, statement = new RowStatement(Handle!, sql));
        }

        return rows.Sum(statement.Run);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var statement in _rows.Values)
        {
            statement.Dispose();
        }

        _rows.Clear();
        base.Dispose(disposing);
    }

    private Prepared? Keep(string text)
    {
        if (!_kept.TryGetValue(text, out var command))
        {
            if (_kept.Count >= MostKept || text.Length > LongestKept)
            {
                return null;
            }

            command = new Prepared { Connection = this, CommandText = text, CommandTimeout = DefaultTimeout };
            _kept.Add(text, command);
        }

        return command.Busy ? null : command;
    }

    /// <summary>A statement that stays.</summary>
    private sealed class Prepared : SqliteCommand
    {
        internal bool Busy => DataReader is not null;
    }

    /// <summary>What a caller makes and throws away: it runs the statement of the same text that stays.</summary>
    private sealed class Borrowing : SqliteCommand
    {
        private readonly PreparingConnection _connection;

        internal Borrowing(PreparingConnection connection)
        {
            _connection = connection;
            Connection = connection;
            CommandTimeout = connection.DefaultTimeout;
        }

        /// <inheritdoc/>
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            if (_connection.State != ConnectionState.Open || _connection.Keep(CommandText) is not { } prepared)
            {
                return base.ExecuteReader(behavior);
            }

            prepared.Parameters.Clear();
            foreach (SqliteParameter parameter in Parameters)
            {
                prepared.Parameters.Add(parameter);
            }

            return prepared.ExecuteReader(behavior);
        }
    }
}

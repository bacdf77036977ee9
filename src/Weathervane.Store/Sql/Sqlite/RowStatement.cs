using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>One row's INSERT, prepared once and stepped for each row: values are bound by place, without a parameter object each.</summary>
internal sealed class RowStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    internal RowStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    /// <summary>Adds one row.</summary>
    /// <param name="values">Text, long, double or null, in the statement's order.</param>
    /// <returns>How many rows were added or changed.</returns>
    internal int Run(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Check(Bind(i + 1, values[i]));
        }

        var code = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE)
        {
            Check(code);
        }

        return raw.sqlite3_changes(_database);
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        string text => raw.sqlite3_bind_text(_statement, place, text),
        long whole => raw.sqlite3_bind_int64(_statement, place, whole),
        double number => raw.sqlite3_bind_double(_statement, place, number),
        _ => throw new ArgumentException($"A {value.GetType().Name} cannot be a value of a row.", nameof(value)),
    };

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}

using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Upkeep;

/// <summary>The tables of the schema, each after those that it refers to, and their rows whatever they mean.</summary>
internal static partial class StoreTables
{
    private const int RowsAtOnce = 1000, Named = 3;

    /// <summary>Tables that a new store has rows in.</summary>
    private static readonly string[] Begun = ["counters", "experiments"];

    /// <summary>Tables that belong to the database, and not to what is stored: which transactions its writers ended.</summary>
    private static readonly string[] Own = ["writers"];

    /// <summary>All tables but the one that counts migrations and the database's own. The scripts make each after those that it refers to; a later one may make it anew.</summary>
    internal static IReadOnlyList<string> All { get; } =
        [.. Migrator.Scripts.SelectMany(s => CreateTable().Matches(s.Sql)).Select(m => m.Groups[1].Value).Distinct().Except(Own)];

    /// <summary>The columns of a table, in its order.</summary>
    internal static IReadOnlyList<string> Columns(DbConnection connection, string table)
    {
        using var reader = connection.ExecuteReader($"SELECT * FROM {table} WHERE 1 = 0");
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>Every row of a table, one at a time: text, long, double or null.</summary>
    internal static IEnumerable<object?[]> Read(DbConnection connection, string table)
    {
        using var reader = connection.ExecuteReader($"SELECT * FROM {table}");
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            yield return row;
        }
    }

    /// <summary>Adds rows to a table.</summary>
    /// <returns>How many.</returns>
    internal static long Write(DbConnection connection, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        long written = 0;
        foreach (var chunk in rows.Chunk(RowsAtOnce))
        {
            written += ManyRows.Insert(connection, $"{table} ({string.Join(", ", columns)})", chunk);
        }

        return written;
    }

    /// <summary>Makes sure that a store holds no more than a new one does.</summary>
    /// <returns>Nothing of use, so that it can be read.</returns>
    /// <exception cref="InputException">It does.</exception>
    internal static bool RequireEmpty(Database database, DbConnection connection)
    {
        var used = All.Except(Begun).Where(t => connection.ExecuteScalar<long>($"SELECT count(*) FROM (SELECT 1 AS one FROM {t} LIMIT 1) AS any_row") > 0).ToList();
        return used.Count == 0 && connection.ExecuteScalar<long>("SELECT count(*) FROM experiments") <= 1
            ? true
            : throw new InputException(
                database.Name, $"this store is in use ({string.Join(", ", used.DefaultIfEmpty("experiments").Take(Named))}{(used.Count > Named ? ", ..." : "")}), and nothing is put over it.",
                "Name one that is empty with --store, or another --workspace.");
    }

    /// <summary>Copies every row of one store into another, which is empty.</summary>
    /// <returns>How many rows.</returns>
    internal static long Copy(Database from, Database to, CancellationToken cancel) => from.Read(source => to.Write(target =>
    {
        RequireEmpty(to, target);
        foreach (var table in All.Reverse())
        {
            // What a new store begins with.
            target.Execute($"DELETE FROM {table}");
        }

        long rows = 0;
        foreach (var table in All)
        {
            cancel.ThrowIfCancellationRequested();
            rows += Write(target, table, Columns(source, table), Read(source, table));
        }

        return rows;
    }));

    [GeneratedRegex(@"CREATE TABLE (\w+)")]
    private static partial Regex CreateTable();
}

using System.Data.Common;
using Dapper;

namespace Weathervane.Store.Sql;

/// <summary>Numbers that are never given out twice, also not after what they named was deleted.</summary>
internal static class Counter
{
    /// <summary>The next number of a kind of row, from 1. Call inside a write: the transaction takes it back when it fails.</summary>
    internal static long Next(DbConnection connection, string kind) => Take(connection, kind, 1);

    /// <summary>Takes several numbers at once.</summary>
    /// <returns>The last of them.</returns>
    internal static long Take(DbConnection connection, string kind, long count) => connection.ExecuteScalar<long>(
        "INSERT INTO counters (name, last) VALUES (@kind, @count) ON CONFLICT (name) DO UPDATE SET last = counters.last + @count RETURNING last",
        new { kind, count });

    /// <summary>The next version number of a model's name, from 1.</summary>
    internal static long NextVersion(DbConnection connection, string model) => connection.ExecuteScalar<long>(
        "INSERT INTO model_names (name, last_version) VALUES (@model, 1) " +
        "ON CONFLICT (name) DO UPDATE SET last_version = model_names.last_version + 1 RETURNING last_version",
        new { model });

    /// <summary>Lets a model go on counting its versions under another name, never below what that name has given out.</summary>
    internal static void CarryVersions(DbConnection connection, string from, string to) => connection.Execute(
        """
        INSERT INTO model_names (name, last_version) SELECT @to, last_version FROM model_names WHERE name = @from
        ON CONFLICT (name) DO UPDATE SET last_version = CASE
          WHEN excluded.last_version > model_names.last_version THEN excluded.last_version ELSE model_names.last_version END
        """,
        new { from, to });
}

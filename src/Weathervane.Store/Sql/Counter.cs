using System.Data.Common;
using Dapper;

namespace Weathervane.Store.Sql;

/// <summary>Numbers that are never given out twice, also not after what they named was deleted.</summary>
internal static class Counter
{
    /// <summary>The next number of a kind of row, from 1. Call inside a write: the transaction takes it back when it fails.</summary>
    internal static long Next(DbConnection connection, string kind) => connection.ExecuteScalar<long>(
        "INSERT INTO counters (name, last) VALUES (@kind, 1) ON CONFLICT (name) DO UPDATE SET last = counters.last + 1 RETURNING last",
        new { kind });

    /// <summary>The next version number of a model's name, from 1.</summary>
    internal static long NextVersion(DbConnection connection, string model) => connection.ExecuteScalar<long>(
        "INSERT INTO model_names (name, last_version) VALUES (@model, 1) " +
        "ON CONFLICT (name) DO UPDATE SET last_version = model_names.last_version + 1 RETURNING last_version",
        new { model });
}

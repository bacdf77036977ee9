using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Weathervane.Store.Tests.Sql;

/// <summary>Before a row is deleted its foreign keys are asked whether another refers to it: without an index, by going through all that might, once for each row.</summary>
public sealed class ForeignKeyIndexTests
{
    /// <summary>Those without an index, and why none is needed.</summary>
    private static readonly Dictionary<string, string> Bare = new()
    {
        ["alias_moves (registered_model_id, version)"] = "a version's row is never deleted",
        ["live_experiments (guards)"] = "no experiment of a series is ever deleted",
        ["live_experiments (series_id)"] = "no series is ever deleted, and few experiments are made",
    };

    [Fact]
    public void Rows_that_refer_to_another_are_found_by_an_index_in_SQLite()
    {
        using var workspace = new TemporaryWorkspace();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(workspace.Folder, "store.db")};Pooling=False");
        var keys = connection.Query<(string Table, string Columns)>(
            """
            SELECT t.name, group_concat(k."from", ', ') FROM (SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name) t JOIN pragma_foreign_key_list(t.name) k GROUP BY t.name, k.id
            """).ToList();
        var indexes = connection.Query<(string Table, string Columns)>(
            """
            SELECT t.name, (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
            FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.partial = 0
            UNION ALL
            SELECT t.name, (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk)) FROM sqlite_master t WHERE t.type = 'table'
            """).ToList();
        Assert.Equal(Bare.Keys.Order(StringComparer.Ordinal), WithoutIndex(keys, indexes));
    }

    [Fact]
    public void Rows_that_refer_to_another_are_found_by_an_index_in_PostgreSQL()
    {
        using var connection = new NpgsqlConnection(SharedPostgres.NewDatabase().Connection(mayWrite: false));
        const string columns = "(SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest({0}) WITH ORDINALITY k (number, place) JOIN pg_attribute a ON a.attrelid = {1} AND a.attnum = k.number)";
        var keys = connection.Query<(string Table, string Columns)>(
            $"SELECT CAST(conrelid::regclass AS TEXT), {string.Format(System.Globalization.CultureInfo.InvariantCulture, columns, "conkey", "conrelid")} FROM pg_constraint WHERE contype = 'f'").ToList();
        var indexes = connection.Query<(string Table, string Columns)>(
            $"SELECT CAST(indrelid::regclass AS TEXT), {string.Format(System.Globalization.CultureInfo.InvariantCulture, columns, "indkey::smallint[]", "indrelid")} FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE indpred IS NULL AND c.relnamespace = 'public'::regnamespace").ToList();
        Assert.Equal(Bare.Keys.Order(StringComparer.Ordinal), WithoutIndex(keys, indexes));
    }

    /// <summary>The keys whose columns are not the first of any index.</summary>
    private static IEnumerable<string> WithoutIndex(List<(string Table, string Columns)> keys, List<(string Table, string Columns)> indexes)
    {
        Assert.InRange(keys.Count, 20, 1000);
        return keys
            .Where(key => !indexes.Any(i => i.Table == key.Table && i.Columns is not null && (i.Columns + ", ").StartsWith(key.Columns + ", ", StringComparison.Ordinal)))
            .Select(key => $"{key.Table} ({key.Columns})").Order(StringComparer.Ordinal);
    }
}

using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Weathervane.Store.Sql;

/// <summary>Brings a database from any older schema to this program's, and refuses a newer one.</summary>
internal static class Migrator
{
    /// <summary>The numbered scripts, embedded in this assembly, in order.</summary>
    internal static IReadOnlyList<Migration> Scripts { get; } = ReadScripts();

    /// <summary>Runs the scripts that the database lacks, all in one transaction.</summary>
    /// <param name="database">The database.</param>
    /// <param name="clock">Gives the time that is recorded.</param>
    /// <param name="upTo">The last script to run; null is all of them.</param>
    /// <exception cref="InvalidDataException">A newer program wrote the database, or another program's tables are in it.</exception>
    internal static void BringUpToDate(Database database, TimeProvider clock, long? upTo = null)
    {
        if (database.Read(connection => VersionOf(database, connection)) == Scripts[^1].Version)
        {
            return;
        }

        database.Write(connection =>
        {
            // Asked again under the write lock: another process may have been quicker.
            var version = VersionOf(database, connection);
            if (version == 0)
            {
                connection.Execute("CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_ms BIGINT NOT NULL)");
            }

            foreach (var script in Scripts.Where(s => s.Version > version && s.Version <= (upTo ?? long.MaxValue)))
            {
                connection.Execute(database.InOwnWords(script.Sql));
                connection.Execute(
                    "INSERT INTO schema_migrations (version, name, applied_ms) VALUES (@Version, @Name, @Now)",
                    new { script.Version, script.Name, Now = clock.NowMs() });
            }

            // The first script knows no clock.
            connection.Execute("UPDATE experiments SET created_ms = @now, updated_ms = @now WHERE created_ms = 0", new { now = clock.NowMs() });
        });
    }

    private static long VersionOf(Database database, DbConnection connection)
    {
        var (tables, path) = (database.Tables(connection), database.Name);
        if (tables.Count == 0)
        {
            return 0;
        }

        if (!tables.Contains("schema_migrations"))
        {
            throw new InvalidDataException(
                $"{path}: this database belongs to another program, and was left as it is. Choose another place with --workspace or --store.");
        }

        var version = PlainSql.Ask<long>(connection, "SELECT max(version) FROM schema_migrations")[0];
        return version <= Scripts[^1].Version
            ? version
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: a newer vane wrote this workspace (schema {version}; this program knows {Scripts[^1].Version}). It was left as it is. Update vane, or choose another place with --workspace or --store."));
    }

    private static Migration[] ReadScripts()
    {
        var assembly = typeof(Migrator).Assembly;
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.EndsWith(".sql", StringComparison.Ordinal)
               let name = resource.Split('.')[^2]
               orderby name
               select new Migration(long.Parse(name[..4], CultureInfo.InvariantCulture), name, Text(resource)),
        ];

        string Text(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd();
        }
    }
}

/// <summary>One numbered script.</summary>
/// <param name="Version">Counted from 1 without holes.</param>
/// <param name="Name">The file's name: <c>0001_first_schema</c>.</param>
/// <param name="Sql">Statements that SQLite and PostgreSQL both run.</param>
internal sealed record Migration(long Version, string Name, string Sql);

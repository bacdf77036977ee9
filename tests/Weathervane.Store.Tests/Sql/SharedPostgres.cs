using System.Globalization;
using Weathervane.Store.Locations;
using Weathervane.Store.Sql.Postgres;

[assembly: AssemblyFixture(typeof(Weathervane.Store.Tests.Sql.SharedPostgres))]

namespace Weathervane.Store.Tests.Sql;

/// <summary>One PostgreSQL for all tests, started by the first that needs it and stopped after the last.</summary>
public sealed class SharedPostgres : IDisposable
{
    private static readonly Lazy<PostgresServer> Server = new(Start);
    private static int _databases;

    /// <summary>A new, migrated database.</summary>
    internal static PostgresLocation NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        Server.Value.Query($"CREATE DATABASE {name} TEMPLATE migrated");
        return Server.Value.Location(name);
    }

    /// <summary>A new database without tables.</summary>
    internal static PostgresLocation NewEmptyDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"empty{Interlocked.Increment(ref _databases)}");
        Server.Value.Query($"CREATE DATABASE {name}");
        return Server.Value.Location(name);
    }

    internal static string Query(string sql) => Server.Value.Query(sql);

    public void Dispose()
    {
        if (Server.IsValueCreated)
        {
            Server.Value.Dispose();
        }
    }

    private static PostgresServer Start()
    {
        var server = PostgresServer.Start();
        server.Query("CREATE DATABASE migrated");
        new PostgresDatabase(server.Location("migrated"), TimeProvider.System).Dispose();
        return server;
    }
}

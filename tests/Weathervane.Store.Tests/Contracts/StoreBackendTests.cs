using Weathervane.Store.Locations;
using Weathervane.Store.Tests.Sql;

namespace Weathervane.Store.Tests.Contracts;

/// <summary>SQLite, in a file of each test's own.</summary>
public sealed class SqliteStoreTests() : StoreContract(SqliteLocation.InFolder);

/// <summary>A real PostgreSQL, in a database of each test's own.</summary>
public sealed class PostgresStoreTests() : StoreContract(_ => SharedPostgres.NewDatabase());

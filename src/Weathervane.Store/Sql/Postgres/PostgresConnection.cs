using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Weathervane.Store.Sql.Postgres;

/// <summary>A connection under another type's name, so that Dapper writes a list out as <c>IN (@ids1, @ids2)</c>, as it does for SQLite.</summary>
/// <remarks>For Npgsql's own type it sends an array, which <c>IN</c> does not take.</remarks>
/// <param name="inner">The connection.</param>
/// <param name="cancel">Stops a command that runs.</param>
internal sealed class PostgresConnection(NpgsqlConnection inner, CancellationToken cancel = default) : DbConnection
{
    internal CancellationToken Cancel => cancel;

    internal NpgsqlConnection Inner => inner;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => inner.ConnectionString = value;
    }

    /// <inheritdoc/>
    public override string Database => inner.Database;

    /// <inheritdoc/>
    public override string DataSource => inner.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => inner.ServerVersion;

    /// <inheritdoc/>
    public override ConnectionState State => inner.State;

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    /// <inheritdoc/>
    public override void Open() => inner.Open();

    /// <inheritdoc/>
    public override void Close() => inner.Close();

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new PostgresCommand(inner.CreateCommand(), this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

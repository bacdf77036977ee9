using System.Net.Sockets;
using Npgsql;

namespace Weathervane.Store.Sql.Postgres;

/// <summary>What PostgreSQL's failures mean to a person: which server, what happened to the data, what to do.</summary>
internal static class PostgresFailure
{
    private const string Undone = "This step was undone, and all that was stored before is safe.";

    /// <summary>Whether the same step may well succeed once the server is back, or has sorted its transactions out.</summary>
    internal static bool IsPassing(Exception failure) => failure switch
    {
        PostgresException answer => answer.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.TooManyConnections
            || answer.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException lost => lost.InnerException is not TimeoutException,
        // Npgsql says so of a connection that broke before the statement was sent.
        InvalidOperationException closed => closed.Message.StartsWith("Connection is not open", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The exception to throw in its place; the same one where PostgreSQL's own words say it best.</summary>
    /// <param name="failure">What Npgsql threw.</param>
    /// <param name="server">The server's address without a password.</param>
    internal static Exception From(Exception failure, string server) => failure switch
    {
        PostgresException answer => FromAnswer(answer, server),
        NpgsqlException { InnerException: TimeoutException } => new IOException(
            $"{server}: the database did not answer in time. {Undone} Find out what keeps it busy (pg_stat_activity), and run this again.", failure),
        NpgsqlException or SocketException => new IOException(
            $"{server}: the database cannot be reached ({(failure.InnerException ?? failure).Message}). " +
            "Check that PostgreSQL runs and that the address is right (--store or VANE_STORE).", failure),
        _ => failure,
    };

    private static Exception FromAnswer(PostgresException answer, string server) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new IOException(
            $"{server}: PostgreSQL does not let this user in ({answer.MessageText}). Check user and password in --store or VANE_STORE, or set PGPASSWORD.", answer),
        PostgresErrorCodes.InvalidCatalogName => new IOException(
            $"{server}: there is no such database. Make it (createdb), or name another with --store or VANE_STORE.", answer),
        PostgresErrorCodes.InsufficientPrivilege => new IOException(
            $"{server}: this user may not do that ({answer.MessageText}). {Undone} Let it own the database, or name another user in --store.", answer),
        PostgresErrorCodes.ReadOnlySqlTransaction => new IOException(
            $"{server}: the database cannot be written, so nothing was changed. Name the server that takes writes, not a copy of it, in --store or VANE_STORE.", answer),
        PostgresErrorCodes.DiskFull => new IOException(
            $"{server}: the server's disk is full. {Undone} Free some space there and run it again.", answer),
        PostgresErrorCodes.TooManyConnections => new IOException(
            $"{server}: the server has no connection left. Close other programs, or raise its max_connections.", answer),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => new IOException(
            $"{server}: the server is stopping or starting ({answer.MessageText}). {Undone} Run it again in a moment.", answer),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new InvalidDataException(
            $"{server}: the database is damaged ({answer.MessageText}). It was left as it is. Put back a backup of it.", answer),
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => new ArgumentException(
            "a text holds the character U+0000, which PostgreSQL cannot keep.", answer),
        _ => answer,
    };
}

using Npgsql;
using Weathervane.Store.Sql;
using Weathervane.Store.Sql.Postgres;

namespace Weathervane.Store.Locations;

/// <summary>A PostgreSQL database. Its text never shows the password.</summary>
public sealed record PostgresLocation : StoreLocation
{
    private const int DefaultPort = 5432, ConnectSeconds = 10, CommandSeconds = 300, MostConnections = 32, MostPrepared = 200;
    private static readonly string[] Settings = ["host", "sslmode", "sslrootcert", "schema"];
    private readonly string? _password;

    private PostgresLocation(string? password) => _password = password;

    /// <summary>The server's name or address, or the folder of its socket.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init => field = Check.InRange(value, 1, 65_535); } = DefaultPort;

    /// <summary>The database's name; it has to be there.</summary>
    public required string Database { get; init; }

    /// <summary>Who connects; null is the account's name.</summary>
    public string? User { get; init; }

    /// <summary>How much the server must prove: disable, prefer (default), require, verify-ca, verify-full.</summary>
    public string? SslMode { get; init; }

    /// <summary>The file of the certificates to trust; null is the system's.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The schema that holds the tables; null is the user's own (<c>public</c>). It has to be there.</summary>
    public string? Schema { get; init; }

    /// <inheritdoc/>
    public override bool Exists => true;

    /// <inheritdoc/>
    public override string ToString() => $"postgres://{(User is null ? "" : User + "@")}{Host}:{FormattableString.Invariant($"{Port}")}/{Database}{(Schema is null ? "" : "?schema=" + Schema)}";

    /// <summary>The address with its password, for a process that is started.</summary>
    internal string Url() => $"postgres://{Uri.EscapeDataString(User ?? "")}:{Uri.EscapeDataString(_password ?? "")}@{Host}:{FormattableString.Invariant($"{Port}")}/{Uri.EscapeDataString(Database)}";

    internal static bool IsMeant(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    internal static PostgresLocation ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw Wrong("this is no address of a database.");
        }

        var (user, settings) = (url.UserInfo.Split(':', 2), LocationSettings.Parse("store", url.Query, Settings));
        var (host, database) = (settings.GetValueOrDefault("host") ?? url.Host, Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')));
        if (host.Length == 0 || database.Length == 0)
        {
            throw Wrong(host.Length == 0 ? "it names no host." : "it names no database.");
        }

        var location = new PostgresLocation(user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null)
        {
            Host = host,
            Port = url.Port > 0 ? url.Port : DefaultPort,
            Database = database,
            User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            SslMode = settings.GetValueOrDefault("sslmode"),
            RootCertificate = settings.GetValueOrDefault("sslrootcert"),
            Schema = settings.GetValueOrDefault("schema"),
        };
        _ = location.ModeOf();
        return location;
    }

    /// <summary>Npgsql's words for it.</summary>
    /// <param name="mayWrite">Else the server refuses every change.</param>
    internal string Connection(bool mayWrite)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = Database,
            Username = User ?? Environment.UserName,
            Password = _password,
            ApplicationName = mayWrite ? "vane" : "vane reads",
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            MaxPoolSize = MostConnections,
            MaxAutoPrepare = MostPrepared,
            AutoPrepareMinUsages = 2,
            // Reads are short: compiling one takes longer than running it.
            Options = mayWrite ? null : "-c default_transaction_read_only=on -c jit=off",
            SearchPath = Schema,
        };
        if (ModeOf() is { } mode)
        {
            builder.SslMode = mode;
        }

        builder.RootCertificate = RootCertificate;
        return builder.ToString();
    }

    internal override Database Open(TimeProvider clock, bool mayBeAway = false) => new PostgresDatabase(this, clock, mayBeAway);

    private SslMode? ModeOf() => SslMode is null
        ? null
        : Enum.TryParse<SslMode>(SslMode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode)
            ? mode
            : throw Wrong($"'{SslMode}' is no sslmode; there are disable, allow, prefer, require, verify-ca and verify-full.");

    private static InputException Wrong(string what) => new("store", what, "A database of PostgreSQL is postgres://user:password@host:port/database; write '@', ':' and '/' in a password as %40, %3A and %2F.");
}

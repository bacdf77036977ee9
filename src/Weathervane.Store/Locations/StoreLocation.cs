using Weathervane.Store.Sql;

namespace Weathervane.Store.Locations;

/// <summary>Where the relational part of a store is.</summary>
public abstract record StoreLocation
{
    private protected StoreLocation()
    {
    }

    /// <summary>Whether there is a store already, as far as can be told without a connection; asking makes none.</summary>
    public abstract bool Exists { get; }

    /// <summary>Reads <c>sqlite:PATH</c>, <c>PATH</c> or <c>postgres://user:password@host:port/database</c>.</summary>
    /// <param name="text">A PATH is a folder that holds <c>store.db</c>, or a file that ends in <c>.db</c>.</param>
    /// <exception cref="InputException">It is none of these; a password in it is not repeated.</exception>
    public static StoreLocation Parse(string text) => text switch
    {
        "" => throw new InputException("store", "it is blank.", Forms),
        _ when PostgresLocation.IsMeant(text) => PostgresLocation.ParseUrl(text),
        _ when text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) => SqliteLocation.Of(text["sqlite:".Length..]),
        _ when text.Contains("://", StringComparison.Ordinal) => throw new InputException("store", $"'{text.Split("://")[0]}' is no kind of store.", Forms),
        _ => SqliteLocation.Of(text),
    };

    internal const string Forms = "Allowed: PATH, sqlite:PATH, postgres://user:password@host:port/database.";

    /// <summary>Opens it, and brings its schema up to date.</summary>
    /// <param name="clock">Gives the times of migrations.</param>
    /// <param name="mayBeAway">Whether a server that cannot be reached now may be reached later.</param>
    internal abstract Database Open(TimeProvider clock, bool mayBeAway = false);
}

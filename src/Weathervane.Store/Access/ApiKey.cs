namespace Weathervane.Store.Access;

/// <summary>What a caller may do; each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Ask.</summary>
    Read,

    /// <summary>Log, register, move aliases.</summary>
    Write,

    /// <summary>Keys, imports, and whatever reaches out to other addresses.</summary>
    Admin,
}

/// <summary>A key as it is kept: its secret is not known here, only its hash.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Name">Whose it is, in its maker's words.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it stops working; null is never.</param>
/// <param name="Revoked">When it was taken back; null while it is not.</param>
public sealed record ApiKey(string Id, string Name, Role Role, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked)
{
    internal string Sha256 { get; init; } = "";

    /// <summary>Whether it works at a moment.</summary>
    public bool WorksAt(DateTimeOffset time) => Revoked is null && (Expires is null || time < Expires);
}

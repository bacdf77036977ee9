using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Access;

/// <summary>Keys that callers show. A key is <c>vane_ID_SECRET</c>; the secret has 256 random bits and is shown once.</summary>
public sealed class KeyStore
{
    private const string Prefix = "vane_";
    private const int IdBytes = 8, SecretBytes = 32;
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal KeyStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Makes a key.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="expires">When it stops working; null is never.</param>
    /// <returns>The key as it is kept, and the text to show, which cannot be had again.</returns>
    /// <exception cref="InputException">The name is blank, or the end has passed.</exception>
    public (ApiKey Key, string Text) Create(string name, Role role, DateTimeOffset? expires = null)
    {
        var now = _clock.GetUtcNow();
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Any(char.IsControl))
        {
            throw new InputException("name", "a key needs a name of 1 to 100 characters.", "Say whose it is: --name ci.");
        }

        PlainName.Check("name", name);
        if (expires <= now)
        {
            throw new InputException("expires", "the end has passed already.", "Give a later time.");
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = new ApiKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), name, role, now, expires, null) { Sha256 = HashOf(secret) };
        _database.Write(c => c.Execute(
            """
            INSERT INTO api_keys (key_id, name, role, sha256, created_ms, expires_ms) VALUES (@Id, @Name, @role, @Sha256, @created, @expires)
            """,
            new
            {
                key.Id, key.Name, role = NameOf(role), key.Sha256, created = now.ToUnixTimeMilliseconds(), expires = expires?.ToUnixTimeMilliseconds(),
            }));
        return (key, $"{Prefix}{key.Id}_{secret}");
    }

    /// <summary>All keys, the oldest first, revoked ones too.</summary>
    /// <param name="patient">Whether a database that went away is waited for.</param>
    public IReadOnlyList<ApiKey> List(bool patient = true) => _database.Read(
        c => (IReadOnlyList<ApiKey>)[.. c.Query<Row>(
            "SELECT key_id, name, role, sha256, created_ms, expires_ms, revoked_ms FROM api_keys ORDER BY created_ms, key_id").Select(r => r.ToKey())],
        patient);

    /// <summary>Keys as they are kept, to be held outside the store; the secrets are not among them, but whoever may write this may let himself in.</summary>
    public static byte[] ToBytes(IReadOnlyList<ApiKey> keys) => JsonSerializer.SerializeToUtf8Bytes(keys.Select(k => new HeldKey(k, k.Sha256)));

    /// <summary>What <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IReadOnlyList<ApiKey> FromBytes(byte[] bytes) => [.. JsonSerializer.Deserialize<List<HeldKey>>(bytes)!.Select(k => k.Key with { Sha256 = k.Sha256 })];

    /// <summary>Takes a key back.</summary>
    /// <exception cref="InputException">There is no such key, or it was taken back before.</exception>
    public void Revoke(string id) => _database.Write(c =>
    {
        if (c.Execute("UPDATE api_keys SET revoked_ms = @now WHERE key_id = @id AND revoked_ms IS NULL", new { now = _clock.NowMs(), id }) == 0)
        {
            throw new InputException($"key {id}", "there is no such key that works.", "'vane keys list' shows them.") { Kind = InputKind.NotFound };
        }
    });

    /// <summary>The key among some that a text is, in a time that does not depend on how much of it is right; null when it is none.</summary>
    public static ApiKey? Match(IEnumerable<ApiKey> keys, string text)
    {
        var cut = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.IndexOf('_', Prefix.Length) : -1;
        if (cut < 0)
        {
            return null;
        }

        var id = text[Prefix.Length..cut];
        var hash = Encoding.ASCII.GetBytes(HashOf(text[(cut + 1)..]));
        ApiKey? found = null;
        foreach (var key in keys)
        {
            // The id is public; the hash is compared for every key, so that a wrong id costs as much as a wrong secret.
            var right = CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(key.Sha256));
            found = right && key.Id == id ? key : found;
        }

        return found;
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private sealed record HeldKey(ApiKey Key, string Sha256);

    private sealed record Row
    {
        public string KeyId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Role { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public long CreatedMs { get; init; }

        public long? ExpiresMs { get; init; }

        public long? RevokedMs { get; init; }

        internal ApiKey ToKey() => new(
            KeyId, Name, Enum.Parse<Access.Role>(Role, ignoreCase: true), Instant.FromMs(CreatedMs), Instant.FromMs(ExpiresMs), Instant.FromMs(RevokedMs)) { Sha256 = Sha256 };
    }
}

using System.Security.Cryptography;

namespace Weathervane.Server.Dashboard;

/// <summary>One file of the dashboard, as it was built in, with the forms that were compressed at build time.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Brotli">The same compressed; null where it was not worth it.</param>
/// <param name="Gzip">The same compressed; null where it was not worth it.</param>
internal sealed record DashboardFile(string Type, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
{
    /// <summary>Names the content, so that a browser asks for it once.</summary>
    internal string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..16]}\"";

    /// <summary>The smallest form that a caller takes, and what to call it; null is plain.</summary>
    internal (byte[] Content, string? Encoding) For(string accepted)
    {
        var words = accepted.Split(',', StringSplitOptions.TrimEntries).Where(w => !w.EndsWith(";q=0", StringComparison.Ordinal)).Select(w => w.Split(';')[0]).ToHashSet();
        return Brotli is not null && words.Contains("br") ? (Brotli, "br")
            : Gzip is not null && words.Contains("gzip") ? (Gzip, "gzip")
            : (Plain, null);
    }
}

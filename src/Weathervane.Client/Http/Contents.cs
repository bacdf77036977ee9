using System.Security.Cryptography;

namespace Weathervane.Client.Http;

/// <summary>Copies what arrives while its hash is worked out.</summary>
internal static class Contents
{
    /// <returns>The SHA-256, 64 lower-case hex digits.</returns>
    internal static async Task<string> CopyAsync(Stream source, Stream destination, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        while (await source.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            await destination.WriteAsync(buffer.AsMemory(0, count), cancel);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

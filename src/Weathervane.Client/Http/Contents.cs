using System.Security.Cryptography;

namespace Weathervane.Client.Http;

/// <summary>Copies what arrives while its hash is worked out.</summary>
internal static class Contents
{
    /// <param name="read">Reads the next of what arrives; 0 at its end.</param>
    /// <param name="destination">Written to.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The SHA-256, 64 lower-case hex digits.</returns>
    internal static async Task<string> CopyAsync(Func<Memory<byte>, Task<int>> read, Stream destination, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        while (await read(buffer) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            await destination.WriteAsync(buffer.AsMemory(0, count), cancel);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weathervane.Server.Access;

/// <summary>Reads the certificate for TLS.</summary>
internal static class Certificates
{
    /// <exception cref="InputException">A file is missing, or holds no certificate with its key.</exception>
    internal static X509Certificate2 Read(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InputException(certificate, $"it cannot be used for TLS ({failure.Message}).", "Give a certificate and its key as PEM: --certificate FILE --certificate-key FILE.");
        }
    }
}

namespace Weathervane.Server.Api;

/// <summary>A body that is not what its Content-Encoding says.</summary>
internal static class Inflation
{
    /// <summary>The encodings that are inflated.</summary>
    internal const string Encodings = "gzip, deflate or br";

    internal static InputProblem Problem { get; } = new("body", "cannot be inflated: it is not what its Content-Encoding says.", $"Send it as it is, or compressed with {Encodings}.");

    /// <summary>Whether inflating failed. Each format fails by another exception; only the assembly that threw it tells.</summary>
    internal static bool Failed(Exception failure) => failure.Source?.StartsWith("System.IO.Compression", StringComparison.Ordinal) == true;
}

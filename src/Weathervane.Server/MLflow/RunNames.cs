using System.Security.Cryptography;

namespace Weathervane.Server.MLflow;

/// <summary>Names for runs that nobody named: easier to tell apart, and to say aloud, than 32 hex digits.</summary>
internal static class RunNames
{
    private static readonly string[] Winds =
    [
        "brisk", "calm", "fair", "fresh", "gusty", "light", "mild", "northerly", "steady", "southerly", "stiff", "veering", "westerly", "easterly", "backing", "warm",
    ];

    private static readonly string[] Birds =
    [
        "avocet", "bunting", "curlew", "dunlin", "eider", "fulmar", "gannet", "heron", "kestrel", "lapwing", "martin", "osprey", "plover", "swift", "tern", "wren",
    ];

    /// <summary>A name such as <c>brisk-curlew-417</c>; two runs may get the same.</summary>
    internal static string New() =>
        $"{Winds[RandomNumberGenerator.GetInt32(Winds.Length)]}-{Birds[RandomNumberGenerator.GetInt32(Birds.Length)]}-{RandomNumberGenerator.GetInt32(1000)}";
}

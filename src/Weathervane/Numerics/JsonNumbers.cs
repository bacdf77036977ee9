using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weathervane.Numerics;

/// <summary>How numbers that are none, or infinite, stand in JSON that we alone read back.</summary>
public static class JsonNumbers
{
    /// <summary>As the texts NaN, Infinity and -Infinity, for which plain JSON has no numbers.</summary>
    public static JsonSerializerOptions Named { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}

using System.Globalization;
using System.Text.Json;

namespace Weathervane.Cli.MlflowServer;

/// <summary>Reads MLflow's JSON, which leaves out what is empty and writes numbers as numbers or as text.</summary>
internal static class Fields
{
    /// <summary>A text or a number as text; null where it is absent.</summary>
    internal static string? TextOrNull(this JsonElement json, string name) => Of(json, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>A text or a number as text; empty where it is absent.</summary>
    internal static string Text(this JsonElement json, string name) => json.TextOrNull(name) ?? "";

    /// <summary>A text; null where it is absent or empty.</summary>
    internal static string? Filled(this JsonElement json, string name) => json.TextOrNull(name) is { Length: > 0 } text ? text : null;

    /// <summary>A whole number; 0 where it is absent.</summary>
    /// <exception cref="InputException">It is no whole number.</exception>
    internal static long Number(this JsonElement json, string name) => json.Filled(name) is not { } text ? 0
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InputException(name, $"'{text}' is no whole number.");

    /// <summary>Any number, NaN and infinities too.</summary>
    /// <exception cref="InputException">It is no number.</exception>
    internal static double Value(this JsonElement json, string name) => json.Text(name) switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        "" => 0,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new InputException(name, $"'{text}' is no number."),
    };

    /// <summary>A time in milliseconds since 1970; null where it is absent or 0.</summary>
    /// <exception cref="InputException">It is no time.</exception>
    internal static DateTimeOffset? TimeOrNull(this JsonElement json, string name) => json.Number(name) switch
    {
        0 => null,
        var ms and >= -62_135_596_800_000 and <= 253_402_300_799_999 => DateTimeOffset.FromUnixTimeMilliseconds(ms),
        var ms => throw new InputException(name, $"{ms} is no time in milliseconds since 1970."),
    };

    /// <summary>A time in milliseconds since 1970; 1970 where it is absent.</summary>
    internal static DateTimeOffset Time(this JsonElement json, string name) => json.TimeOrNull(name) ?? DateTimeOffset.UnixEpoch;

    internal static bool Flag(this JsonElement json, string name) => Of(json, name) is { ValueKind: JsonValueKind.True };

    /// <summary>A record; an empty one where it is absent.</summary>
    internal static JsonElement Record(this JsonElement json, string name) => Of(json, name) ?? default;

    /// <summary>The entries of a list; none where it is absent.</summary>
    internal static IEnumerable<JsonElement> Each(this JsonElement json, string name) => Of(json, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>A list of keys with values.</summary>
    internal static Dictionary<string, string> Pairs(this JsonElement json, string name)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var pair in json.Each(name))
        {
            pairs[pair.Text("key")] = pair.Text("value");
        }

        return pairs;
    }

    private static JsonElement? Of(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}

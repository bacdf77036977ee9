using System.Globalization;
using System.Text.Json;

namespace Weathervane.Feeds.Exchanges;

/// <summary>Reads what exchanges write: numbers as JSON numbers or as text, times as seconds or milliseconds.</summary>
internal static class Answers
{
    /// <summary>A number, the same bits that reading it from a CSV file gives; a point for decimals.</summary>
    internal static double Number(this JsonElement value) => double.Parse(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    internal static DateTime Seconds(this JsonElement value) => DateTimeOffset.FromUnixTimeSeconds(Whole(value)).UtcDateTime;

    internal static DateTime Milliseconds(this JsonElement value) => DateTimeOffset.FromUnixTimeMilliseconds(Whole(value)).UtcDateTime;

    /// <summary>A text of an object's field; null where it is no object, or has no such text.</summary>
    internal static string? Text(this JsonElement? answer, string field) =>
        answer is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Whole(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : value.GetInt64();
}

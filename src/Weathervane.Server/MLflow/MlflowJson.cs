using System.Globalization;
using System.Text.Json;

namespace Weathervane.Server.MLflow;

/// <summary>Writes JSON as MLflow does: lists and texts that are empty are left out, times are milliseconds, NaN stands in quotes.</summary>
internal static class MlflowJson
{
    internal static void Time(this Utf8JsonWriter json, string name, DateTimeOffset time) => json.WriteNumber(name, time.ToUnixTimeMilliseconds());

    internal static void Time(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.Time(name, known);
        }
    }

    internal static void Number(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    internal static void Id(this Utf8JsonWriter json, string name, long id) => json.WriteString(name, id.ToString(CultureInfo.InvariantCulture));

    internal static void Text(this Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }

    internal static void List<T>(this Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    internal static void Records<T>(this Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<T> write) => json.List(name, items, item =>
    {
        json.WriteStartObject();
        write(item);
        json.WriteEndObject();
    });

    internal static void Pairs(this Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> pairs) => json.Records(name, pairs, p =>
    {
        json.WriteString("key", p.Key);
        json.WriteString("value", p.Value);
    });

    internal static void Record(this Utf8JsonWriter json, string name, Action write)
    {
        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }
}

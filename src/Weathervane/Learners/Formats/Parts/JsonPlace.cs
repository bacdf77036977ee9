using System.Globalization;
using System.Text.Json;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>A value in a JSON file together with its path, so that every complaint says where.</summary>
internal readonly record struct JsonPlace(JsonElement Value, string Path)
{
    /// <summary>Opens a file's content; the caller disposes of the document.</summary>
    /// <exception cref="InputException">It is no JSON, is nested too deep, or an object has a key twice.</exception>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = FormatLimits.Depth, AllowDuplicateProperties = false });
        }
        catch (JsonException problem)
        {
            throw new InputException(source, $"it is not sound JSON: {problem.Message}");
        }
    }

    /// <summary>Something wrong at this place.</summary>
    internal InputException Bad(string what, string? remedy = null) => new(Path, what, remedy);

    /// <summary>A member that must be there.</summary>
    internal JsonPlace Get(string key) => Find(key) ?? throw Bad($"'{key}' is missing.");

    /// <summary>A member, or null.</summary>
    internal JsonPlace? Find(string key) =>
        Require(JsonValueKind.Object, "an object").Value.TryGetProperty(key, out var value) ? new JsonPlace(value, $"{Path}.{key}") : null;

    /// <summary>The items of an array.</summary>
    internal IReadOnlyList<JsonPlace> Items()
    {
        var path = Path;
        return [.. Require(JsonValueKind.Array, "a list").Value.EnumerateArray().Select((item, i) => new JsonPlace(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))];
    }

    /// <summary>A string.</summary>
    internal string Text()
    {
        try
        {
            return Require(JsonValueKind.String, "a text").Value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw Bad("the text is not Unicode.");
        }
    }

    /// <summary>A whole number, or a string that holds one as XGBoost's parameters do.</summary>
    internal int Int(int min, int max)
    {
        var found = Value.ValueKind == JsonValueKind.String
            ? int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            : TryInt(Value, out value);
        return !found ? throw Bad("it must be a whole number.")
            : value >= min && value <= max ? value
            : throw Bad($"it is {value}, which is not in [{min}, {max}].");
    }

    /// <summary>A finite number.</summary>
    internal double Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var value) && double.IsFinite(value)
        ? value
        : throw Bad("it must be a finite number.");

    /// <summary>A finite float32.</summary>
    internal float Single() => Value.ValueKind == JsonValueKind.Number && Value.TryGetSingle(out var value) && float.IsFinite(value)
        ? value
        : throw Bad("it must be a finite float32 number.");

    /// <summary>[count] whole numbers; true and false count as 1 and 0.</summary>
    internal int[] Ints(int count, int min, int max) => List(count, static (JsonElement item, out int value) => TryInt(item, out value), v => v >= min && v <= max);

    /// <summary>[count] numbers; any count where it is negative.</summary>
    internal double[] Doubles(int count) =>
        List(count, static (JsonElement item, out double value) => (value = 0) == 0 && item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out value), double.IsFinite);

    /// <summary>[count] numbers, read straight as float32: reading them as double first would round twice.</summary>
    internal float[] Singles(int count) => List<float>(count, TrySingle, float.IsFinite);

    /// <summary>[count] numbers as float32, NaN where the file has null.</summary>
    internal float[] SinglesOrNaN(int count) => List(
        count,
        static (JsonElement item, out float value) => item.ValueKind == JsonValueKind.Null ? float.IsNaN(value = float.NaN) : TrySingle(item, out value),
        v => !float.IsInfinity(v));

    private static bool TrySingle(JsonElement item, out float value)
    {
        value = 0;
        return item.ValueKind == JsonValueKind.Number && item.TryGetSingle(out value);
    }

    private static bool TryInt(JsonElement item, out int value)
    {
        value = item.ValueKind == JsonValueKind.True ? 1 : 0;
        return item.ValueKind is JsonValueKind.True or JsonValueKind.False || (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out value));
    }

    private delegate bool TryRead<T>(JsonElement item, out T value);

    private T[] List<T>(int count, TryRead<T> read, Func<T, bool> allowed)
    {
        var array = Require(JsonValueKind.Array, "a list").Value;
        var length = array.GetArrayLength();
        if (count >= 0 && length != count)
        {
            throw Bad($"it holds {length} values, but must hold {count}.");
        }

        var (values, i) = (new T[length], 0);
        foreach (var item in array.EnumerateArray())
        {
            if (!read(item, out values[i]) || !allowed(values[i]))
            {
                throw Bad($"value {i} is {Shorten(item)}, which is not allowed here.");
            }

            i++;
        }

        return values;
    }

    private static string Shorten(JsonElement item)
    {
        var text = item.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? item.ValueKind.ToString() : item.GetRawText();
        return text.Length > 40 ? text[..40] + "..." : text;
    }

    private JsonPlace Require(JsonValueKind kind, string name) => Value.ValueKind == kind ? this : throw Bad($"it must be {name}.");
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weathervane.Store;

namespace Weathervane.Server.MLflow;

/// <summary>The fields of a request, from its JSON body or its query. An empty text and a null count as not given, as in MLflow.</summary>
/// <remarks>Numbers may stand in quotes, since a query has no others and older clients write them so.</remarks>
internal readonly struct Fields(JsonElement fields)
{
    private const string SeeAlso = " See the API docs for more information about request parameters.";

    /// <summary>The fields of a query; one that is repeated is a list.</summary>
    internal static Fields Of(IQueryCollection query) => new(JsonSerializer.SerializeToElement(
        query.ToDictionary(q => q.Key, q => q.Value.ToArray()), FieldsJson.Default.DictionaryStringStringArray));

    /// <summary>A text; null when it is not given.</summary>
    internal string? Text(string name)
    {
        if (!Find(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => TextOf(name, value),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw Wrong(name, value, "a text"),
        };
        return text.Length == 0 ? null : text;
    }

    /// <summary>A text that may not be missing or empty.</summary>
    internal string Required(string name) => Text(name) ?? throw Missing(name);

    /// <summary>The key of a tag or a parameter.</summary>
    internal string Key()
    {
        var key = Required("key");
        return key.Length <= NameLengths.Key ? key : throw MlflowException.Invalid($"Invalid value for parameter 'key' supplied: it has {key.Length} characters, and at most {NameLengths.Key} are allowed.");
    }

    /// <summary>What something is called; null when it is not given.</summary>
    internal string? Name(string name)
    {
        var given = Text(name);
        return given is not { Length: > NameLengths.Name } ? given
            : throw MlflowException.Invalid($"Invalid value for parameter '{name}' supplied: it has {given.Length} characters, and at most {NameLengths.Name} are allowed.");
    }

    /// <summary>The text of the first of several names that is given; MLflow sends a run's id under two.</summary>
    internal string Required(string name, string other) => Text(name) ?? Text(other) ?? throw Missing(name);

    /// <summary>A whole number; null when it is not given.</summary>
    internal long? Whole(string name)
    {
        if (!Find(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => TextOf(name, value),
            _ => throw Wrong(name, value, "a whole number"),
        };
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number)
                && number is >= long.MinValue and <= long.MaxValue ? (long)number
            : throw Wrong(name, value, "a whole number");
    }

    /// <summary>A number, where "NaN", "Infinity" and "-Infinity" are numbers too.</summary>
    internal double Number(string name)
    {
        if (!Find(name, out var value))
        {
            throw Missing(name);
        }

        return value.ValueKind == JsonValueKind.Number ? value.GetDouble()
            : value.ValueKind == JsonValueKind.String && double.TryParse(TextOf(name, value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong(name, value, "a number");
    }

    /// <summary>Milliseconds since 1970; null when they are not given.</summary>
    internal DateTimeOffset? Time(string name) => Whole(name) is not { } ms ? null
        : ms is >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
        : throw MlflowException.Invalid($"Invalid value {ms} for parameter '{name}' supplied: milliseconds since 1970 between the years 1 and 9999 are allowed.");

    /// <summary>A yes or no.</summary>
    internal bool Flag(string name, bool absent = false) => !Find(name, out var value) ? absent : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(TextOf(name, value), out var flag) => flag,
        _ => throw Wrong(name, value, "true or false"),
    };

    /// <summary>A list of texts; empty when it is not given.</summary>
    internal IReadOnlyList<string> Texts(string name)
    {
        if (!FindList(name, out var list))
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.String
            ? [TextOf(name, list)]
            : [.. list.EnumerateArray().Select(v => v.ValueKind switch
            {
                JsonValueKind.String => TextOf(name, v),
                JsonValueKind.Number => v.GetRawText(),
                _ => throw Wrong(name, v, "a list of texts"),
            })];
    }

    /// <summary>A list of records; empty when it is not given.</summary>
    internal IReadOnlyList<Fields> Records(string name)
    {
        if (!FindList(name, out var list))
        {
            return [];
        }

        return list.ValueKind != JsonValueKind.Array
            ? throw Wrong(name, list, "a list")
            : [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Object ? new Fields(v) : throw Wrong(name, v, "a list of records"))];
    }

    /// <summary>A record within the request.</summary>
    internal Fields Record(string name) => !Find(name, out var value) ? throw Missing(name)
        : value.ValueKind == JsonValueKind.Object ? new Fields(value)
        : throw Wrong(name, value, "a record");

    /// <summary>A list of {key, value} as a dictionary; of a key that is given twice the last value counts.</summary>
    internal IReadOnlyDictionary<string, string> Pairs(string name)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var record in Records(name))
        {
            pairs[record.Key()] = record.Text("value") ?? "";
        }

        return pairs;
    }

    internal static MlflowException Missing(string name) => MlflowException.Invalid($"Missing value for required parameter '{name}'.{SeeAlso}");

    private bool Find(string name, out JsonElement value)
    {
        if (!Given(name, out value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        // A query holds lists of one.
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1)
        {
            value = value[0];
        }

        return true;
    }

    private bool FindList(string name, out JsonElement list) =>
        Given(name, out list) && list.ValueKind != JsonValueKind.Null
        && (list.ValueKind is JsonValueKind.Array or JsonValueKind.String ? true : throw Wrong(name, list, "a list"));

    private bool Given(string name, out JsonElement value)
    {
        try
        {
            return fields.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            throw new MlflowException(MlflowError.BadRequest, "The name of a field is no text: half of a surrogate pair is no character.");
        }
    }

    private static string TextOf(string name, JsonElement value)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw MlflowException.Invalid($"Invalid value for parameter '{name}' supplied: half of a surrogate pair is no character.");
        }

        return text.Contains('\0') ? throw MlflowException.Invalid($"Invalid value for parameter '{name}' supplied: the character 0 is not allowed.") : text;
    }

    private static MlflowException Wrong(string name, JsonElement value, string wanted)
    {
        const int shown = 100;
        var text = value.GetRawText();
        return MlflowException.Invalid(
            $"Invalid value {(text.Length > shown ? text[..shown] + "..." : text)} for parameter '{name}' supplied: {wanted} is needed.{SeeAlso}");
    }
}

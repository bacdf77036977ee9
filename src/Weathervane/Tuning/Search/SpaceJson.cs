using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weathervane.Tuning.Search;

/// <summary>Search spaces and points as text, for a store: what was searched can be told, and gone on with, long after.</summary>
public static class SpaceJson
{
    /// <summary>The space as JSON on one line; equal spaces give equal texts.</summary>
    /// <param name="space">Any space.</param>
    public static string Write(SearchSpace space) => new JsonObject(space.Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Write(p)))).ToJsonString();

    /// <summary>Reads what <see cref="Write(SearchSpace)"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="where">What problems call it.</param>
    /// <exception cref="InputException">The text is no search space.</exception>
    public static SearchSpace Read(string json, string where)
    {
        try
        {
            return new SearchSpace([.. JsonNode.Parse(json)!.AsObject().Select(p => Read(p.Key, p.Value!.AsObject()))], where);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new InputException(where, "is no search space that this version of the program can read.");
        }
    }

    /// <summary>A point's values as texts, <see cref="ReadPoint"/>'s counterpart.</summary>
    /// <param name="point">Values by name.</param>
    public static IReadOnlyDictionary<string, string> WritePoint(IReadOnlyDictionary<string, object> point) => point.ToDictionary(p => p.Key, p => Text(p.Value));

    /// <summary>A point from its values' texts.</summary>
    /// <param name="space">The space that it is a point of.</param>
    /// <param name="point">Texts by name.</param>
    /// <param name="where">What problems call it.</param>
    /// <exception cref="InputException">A text is no value of its parameter.</exception>
    public static IReadOnlyDictionary<string, object> ReadPoint(SearchSpace space, IReadOnlyDictionary<string, string> point, string where) => space.Parameters
        .Where(p => point.ContainsKey(p.Name))
        .ToDictionary(p => p.Name, p => Value(p, point[p.Name]) ?? throw new InputException($"{where}.{p.Name}", $"'{point[p.Name]}' is no value of it."));

    private static JsonObject Write(SearchParameter parameter)
    {
        var json = parameter switch
        {
            IntRange range => new JsonObject { ["int"] = new JsonArray(range.Low, range.High, range.Step), ["log"] = range.Log },
            FloatRange range => new JsonObject { ["float"] = new JsonArray(range.Low, range.High, range.Step), ["log"] = range.Log },
            Choice choice => new JsonObject { ["choices"] = Values(choice.Values), ["weights"] = new JsonArray([.. choice.Weights.Select(w => (JsonNode)w)]) },
            _ => throw new ArgumentException($"A range of type {parameter.GetType().Name} cannot be written.", nameof(parameter)),
        };
        if (parameter is NumberRange { Prior: { } prior })
        {
            json["prior"] = new JsonArray(prior.Center, prior.Spread);
        }

        if (parameter.When.Count > 0)
        {
            json["when"] = new JsonObject(parameter.When.Select(c => KeyValuePair.Create(c.Parameter, (JsonNode?)Values(c.Values))));
        }

        return json;
    }

    private static SearchParameter Read(string name, JsonObject json)
    {
        Condition[] when = [.. (json["when"]?.AsObject() ?? []).Select(c => new Condition(c.Key, Values(c.Value!)))];
        var prior = json["prior"]?.AsArray() is { } p ? new Prior(p[0]!.GetValue<double>(), p[1]!.GetValue<double>()) : null;
        var log = json["log"]?.GetValue<bool>() ?? false;
        return json["int"]?.AsArray() is { } ints
            ? new IntRange(name, ints[0]!.GetValue<int>(), ints[1]!.GetValue<int>(), ints[2]!.GetValue<int>(), log) { Prior = prior, When = when }
            : json["float"]?.AsArray() is { } floats
                ? new FloatRange(name, floats[0]!.GetValue<double>(), floats[1]!.GetValue<double>(), floats[2]?.GetValue<double>(), log) { Prior = prior, When = when }
                : new Choice(name, Values(json["choices"]!)) { Weights = [.. json["weights"]!.AsArray().Select(w => w!.GetValue<double>())], When = when };
    }

    /// <summary>Values with their types: a whole double must not come back as an int.</summary>
    private static JsonArray Values(IReadOnlyList<object> values) => new([.. values.Select(v => v switch
    {
        double number => new JsonObject { ["double"] = number },
        int number => (JsonNode)number,
        bool flag => flag,
        _ => (string)v,
    })]);

    private static List<object> Values(JsonNode json) => [.. json.AsArray().Select(v => v!.GetValueKind() switch
    {
        JsonValueKind.Object => v["double"]!.GetValue<double>(),
        JsonValueKind.Number => v.GetValue<int>(),
        JsonValueKind.String => v.GetValue<string>(),
        _ => (object)v.GetValue<bool>(),
    })];

    private static object? Value(SearchParameter parameter, string text) => parameter switch
    {
        IntRange => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        FloatRange => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        Choice choice => choice.Values.FirstOrDefault(v => Text(v) == text),
        _ => null,
    };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Weathervane.Learners;
using Weathervane.Pipelines;

namespace Weathervane.Tests.Pipelines;

/// <summary>The tables of docs/pipelines.md, from the schema and the learners' catalogue.</summary>
internal static class PipelineReference
{
    internal const string Start = "<!-- reference: written by the tests from the reader's own definitions -->\n", End = "<!-- end of reference -->\n";

    internal static string Markdown()
    {
        var text = new StringBuilder();
        Section(text, "", JsonNode.Parse(PipelineFile.JsonSchema())!.AsObject());
        text.Append("### Learners\n");
        foreach (var kind in LearnerCatalog.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n`{kind.Id}`: {kind.Summary}\n");
            if (kind.Parameters.Count > 0)
            {
                text.Append("\n| parameter | default |\n|---|---|\n");
            }

            foreach (var parameter in kind.Parameters)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {Default(parameter.Get(kind.Default))} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static void Section(StringBuilder text, string path, JsonObject schema)
    {
        var properties = schema["properties"]!.AsObject();
        text.Append(CultureInfo.InvariantCulture, $"### {(path.Length == 0 ? "Top level" : $"`{path}`")}\n\n| key | value | |\n|---|---|---|\n");
        foreach (var (key, value) in properties)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{key}` | {Kind(value!.AsObject())} | {value["description"]} |\n");
        }

        text.Append('\n');
        foreach (var (key, value) in properties.Where(p => p.Key != "learners"))
        {
            foreach (var mapping in Mappings(value!.AsObject()))
            {
                var kind = (mapping["properties"]!["kind"]?["enum"] as JsonArray)?.Single();
                Section(text, (path.Length == 0 ? key : $"{path}.{key}") + (kind is null ? "" : $", kind {kind}"), mapping);
            }
        }
    }

    /// <summary>The mappings that a value may be, those of a list's items included.</summary>
    private static IEnumerable<JsonObject> Mappings(JsonObject schema) =>
        schema["properties"] is not null ? [schema]
        : schema["items"] is JsonObject items ? Mappings(items)
        : (schema["anyOf"] as JsonArray)?.SelectMany(s => Mappings(s!.AsObject())) ?? [];

    private static string Kind(JsonObject schema) =>
        schema["enum"] is JsonArray words ? string.Join(", ", words.Where(w => w is not null).Select(w => $"`{w}`"))
        : schema["anyOf"] is JsonArray any ? string.Join(" or ", any.Select(s => Kind(s!.AsObject())).Distinct())
        : schema["pattern"] is { } pattern ? (pattern.ToString().Contains("wdhms", StringComparison.Ordinal) ? "length of time" : pattern.ToString().Contains("span", StringComparison.Ordinal) ? "`span`, `restart`, `restart N`" : "moment")
        : schema["type"]?.ToString() switch
        {
            "integer" or "number" => string.Create(CultureInfo.InvariantCulture, $"{(schema["type"]!.ToString() == "integer" ? "whole number" : "number")} in [{schema["minimum"]}, {schema["maximum"]}]"),
            "boolean" => "`true`, `false`",
            "array" => "list",
            "object" => "mapping",
            _ => "text",
        };

    private static string Default(object value) => value switch
    {
        Learner member => $"`{member.Id}`",
        bool flag => flag ? "`true`" : "`false`",
        System.Collections.IEnumerable list and not string => list.Cast<object>().Any() ? string.Join(", ", list.Cast<object>()) : "none",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };
}

using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>A mapping with known keys, read into a record.</summary>
/// <param name="start">The record with all defaults: keys left out keep its values.</param>
/// <param name="fields">The keys, in the order in which they are written.</param>
/// <param name="shorthand">What may stand for the whole mapping: <c>bars: sp500.csv</c>; null for nothing.</param>
/// <param name="validate">Reports what no key can know by itself; null for nothing.</param>
internal sealed class RecordShape<T>(
    T start, IReadOnlyList<Field<T>> fields, Shorthand<T>? shorthand = null, Action<Node, T>? validate = null) : Shape<T>
{
    internal override bool TryRead(Node node, out T value)
    {
        value = start;
        if (node.Value is not YamlMappingNode mapping)
        {
            if (shorthand is not null)
            {
                return shorthand.TryRead(node, out value);
            }

            node.Wrong($"is {node.Shown}.", $"It must be a mapping with the keys {string.Join(", ", fields.Select(f => f.Name))}.");
            return false;
        }

        var before = node.Problems.Count;
        foreach (var (key, child) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var field = fields.FirstOrDefault(f => f.Name == name);
            var inner = node.Child(name, child);
            if (field is null)
            {
                // The key's own line says more than that of its value.
                (inner with { Value = key }).Wrong("is not a known key.", Spelling.Remedy(name, [.. fields.Select(f => f.Name)]));
                continue;
            }

            try
            {
                value = field.Read(inner, value);
            }
            catch (ArgumentException refused)
            {
                inner.Wrong(refused.Message.Split(" (Parameter", 2)[0]);
            }
        }

        foreach (var missing in fields.Where(f => f.Required && !mapping.Children.Keys.Any(k => (k as YamlScalarNode)?.Value == f.Name)))
        {
            node.Wrong($"has no '{missing.Name}'.", missing.Description);
        }

        if (node.Problems.Count == before)
        {
            validate?.Invoke(node, value);
        }

        return node.Problems.Count == before;
    }

    internal override YamlNode Write(T value)
    {
        var mapping = new YamlMappingNode();
        foreach (var field in fields)
        {
            if (field.Write(value) is { } written)
            {
                mapping.Add(field.Name, written);
            }
        }

        return mapping;
    }

    internal override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var schema = field.Schema();
            schema["description"] = field.Description;
            properties[field.Name] = schema;
        }

        var mapping = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (fields.Any(f => f.Required))
        {
            mapping["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => JsonValue.Create(f.Name))]);
        }

        return shorthand is null ? mapping : new JsonObject { ["anyOf"] = new JsonArray(shorthand.Schema(), mapping) };
    }
}

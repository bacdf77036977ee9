using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>A key of a mapping.</summary>
/// <param name="Name">The key.</param>
/// <param name="Description">What it means, for the schema and the reference.</param>
/// <param name="Read">Puts the value found into the record.</param>
/// <param name="Write">Takes the value out of the record; null when the key is to be left out.</param>
/// <param name="Schema">The JSON schema of the value.</param>
/// <param name="Required">Whether the key must be there.</param>
internal sealed record Field<T>(
    string Name, string Description, Func<Node, T, T> Read, Func<T, YamlNode?> Write, Func<JsonObject> Schema, bool Required);

/// <summary>The keys of a mapping, in the order in which they are written.</summary>
internal sealed class Fields<T> : List<Field<T>>
{
    /// <summary>A key that holds one property of the record; left out when the property is null.</summary>
    internal void Add<TValue>(
        string name, Shape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> set, string description, bool required = false)
        where TValue : class => Add(new Field<T>(
            name,
            description,
            (node, record) => shape.TryRead(node, out var value) ? set(record, value) : record,
            record => get(record) is { } value ? shape.Write(value) : null,
            shape.Schema,
            required));

    /// <summary>A key that holds a number, a flag or another plain value.</summary>
    internal void Add<TValue>(string name, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set, string description)
        where TValue : struct => Add(new Field<T>(
            name,
            description,
            (node, record) => shape.TryRead(node, out var value) ? set(record, value) : record,
            record => shape.Write(get(record)),
            shape.Schema,
            false));

    /// <summary>A key that may be left out, or say <c>none</c>, for a plain value that may be unknown.</summary>
    internal void Add<TValue>(string name, Shape<TValue> shape, Func<T, TValue?> get, Func<T, TValue?, T> set, string description)
        where TValue : struct => Add(new Field<T>(
            name,
            description,
            (node, record) => node.Scalar == "none" ? set(record, null) : shape.TryRead(node, out var value) ? set(record, value) : record,
            record => get(record) is { } value ? shape.Write(value) : null,
            () => new JsonObject { ["anyOf"] = new JsonArray(shape.Schema(), new JsonObject { ["enum"] = new JsonArray("none") }) },
            false));
}

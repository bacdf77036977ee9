using System.Text.Json.Nodes;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>A short form that stands for a whole mapping.</summary>
/// <param name="TryRead">Reads it.</param>
/// <param name="Schema">Its JSON schema.</param>
internal sealed record Shorthand<T>(Shorthand<T>.Reader TryRead, Func<JsonObject> Schema)
{
    internal delegate bool Reader(Node node, out T value);

    /// <summary>A simpler value from which the record follows.</summary>
    internal static Shorthand<T> Of<TValue>(Shape<TValue> shape, Func<TValue, T> expand) => new(
        (Node node, out T value) =>
        {
            var read = shape.TryRead(node, out var found);
            value = read ? expand(found) : default!;
            return read;
        },
        shape.Schema);
}

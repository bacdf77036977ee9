using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>What a value in a pipeline file may look like: one definition reads it, writes it and describes it to editors.</summary>
internal abstract class Shape<T>
{
    /// <summary>Reads a value; false after reporting what is wrong with it.</summary>
    internal abstract bool TryRead(Node node, out T value);

    /// <summary>Writes a value so that <see cref="TryRead"/> gives an equal one.</summary>
    internal abstract YamlNode Write(T value);

    /// <summary>The JSON schema of the value; a new node at each call.</summary>
    internal abstract JsonObject Schema();

    private protected static YamlScalarNode Plain(string text) => new(text);

    /// <summary>Text that would read as a number, a flag or nothing is put in quotes.</summary>
    private protected static YamlScalarNode Quoted(string text) => new(text)
    {
        Style = text.Length == 0 || !char.IsLetter(text[0]) || text.Any(char.IsControl) || text.AsSpan().IndexOfAny(":#'\"") >= 0 || text is "null" or "true" or "false"
            ? YamlDotNet.Core.ScalarStyle.DoubleQuoted
            : YamlDotNet.Core.ScalarStyle.Any,
    };
}

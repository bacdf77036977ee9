using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration;

/// <summary>One value of a pipeline file, with its place, so that a problem can say where it is.</summary>
internal readonly record struct Node(YamlNode Value, string Path, Problems Problems)
{
    /// <summary>Text of a scalar; null for a list or a mapping.</summary>
    internal string? Scalar => (Value as YamlScalarNode)?.Value;

    /// <summary>Whether the value was left empty, or is <c>null</c> or <c>~</c>.</summary>
    internal bool IsNull => Value is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain or YamlDotNet.Core.ScalarStyle.Any, Value: null or "" or "null" or "~" };

    /// <summary>The value as a message shows it, short.</summary>
    internal string Shown => Value switch
    {
        YamlScalarNode { Value: { Length: > 60 } text } => $"'{text[..60]}...'",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        YamlSequenceNode list => string.Create(CultureInfo.InvariantCulture, $"a list of {list.Children.Count}"),
        _ => "a mapping",
    };

    /// <summary>The value under a key of this mapping.</summary>
    internal Node Child(string key, YamlNode value) => new(value, Path.Length == 0 ? key : $"{Path}.{key}", Problems);

    /// <summary>An item of this list.</summary>
    internal Node Item(int index, YamlNode value) => new(value, string.Create(CultureInfo.InvariantCulture, $"{Path}[{index}]"), Problems);

    /// <summary>Reports what is wrong here.</summary>
    internal void Wrong(string what, string? remedy = null) => Problems.Add(Value, Path, what, remedy);
}

using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Cli.Mlruns;

/// <summary>A <c>meta.yaml</c>: a map of texts and numbers. Nothing in it is made into an object, whatever its tags say.</summary>
internal sealed class MetaYaml
{
    internal const string FileName = "meta.yaml";
    private const long BytesMax = 16 << 20;
    private readonly YamlMappingNode _map;
    private readonly string _path;

    private MetaYaml(YamlMappingNode map, string path) => (_map, _path) = (map, path);

    /// <summary>Reads a folder's file.</summary>
    /// <exception cref="InputException">It is not there, or no map.</exception>
    internal static MetaYaml Of(SafeFolder folder)
    {
        var path = Path.Combine(folder.Path, FileName);
        if (!folder.Files().Contains(path))
        {
            throw new InputException(path, "is missing.", "Copy the whole folder.");
        }

        if (new FileInfo(path).Length > BytesMax)
        {
            throw new InputException(path, "has more than 16 MiB, which no such file has.");
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(path)));
            return stream.Documents is [{ RootNode: YamlMappingNode map }, ..] ? new MetaYaml(map, path) : throw new InputException(path, "is empty or no map of names and values.");
        }
        catch (YamlException broken)
        {
            throw new InputException(path, $"is not YAML: {broken.Message}");
        }
    }

    /// <summary>A text; null where it is absent or null.</summary>
    internal string? Text(string key) => Scalar(key) is { } node ? node.Value : null;

    /// <summary>A text that must be there.</summary>
    /// <exception cref="InputException">It is not.</exception>
    internal string Required(string key) => Text(key) is { Length: > 0 } text ? text : throw new InputException(_path, $"has no '{key}'.");

    /// <summary>A whole number; null where it is absent or null.</summary>
    /// <exception cref="InputException">It is no whole number.</exception>
    internal long? Number(string key) => Text(key) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InputException(_path, $"'{key}' is '{text}', which is no whole number.");

    /// <summary>A time in milliseconds since 1970; 1970 where it is absent.</summary>
    /// <exception cref="InputException">It is no time.</exception>
    internal DateTimeOffset Time(string key) => TimeOrNull(key) ?? DateTimeOffset.UnixEpoch;

    /// <summary>A time in milliseconds since 1970; null where it is absent or null.</summary>
    /// <exception cref="InputException">It is no time.</exception>
    internal DateTimeOffset? TimeOrNull(string key) => Number(key) switch
    {
        null => null,
        { } ms and >= -62_135_596_800_000 and <= 253_402_300_799_999 => DateTimeOffset.FromUnixTimeMilliseconds(ms),
        var ms => throw new InputException(_path, $"'{key}' is {ms}, which is no time in milliseconds since 1970."),
    };

    /// <summary>A map of texts; empty where it is absent.</summary>
    internal Dictionary<string, string> Map(string key) => _map.Children.TryGetValue(new YamlScalarNode(key), out var node) && node is YamlMappingNode map
        ? map.Children.Where(c => c is { Key: YamlScalarNode, Value: YamlScalarNode }).ToDictionary(c => ((YamlScalarNode)c.Key).Value ?? "", c => ((YamlScalarNode)c.Value).Value ?? "")
        : [];

    private YamlScalarNode? Scalar(string key) =>
        _map.Children.TryGetValue(new YamlScalarNode(key), out var node) && node is YamlScalarNode scalar
        && !(scalar.Style == ScalarStyle.Plain && (scalar.Value is null or "" or "null" or "~"))
            ? scalar
            : null;
}

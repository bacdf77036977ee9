using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration;

/// <summary>Reads YAML text within bounds, and writes it.</summary>
/// <remarks>Aliases and anchors are refused: a few lines of them can stand for gigabytes, and no pipeline needs them.</remarks>
internal static class YamlText
{
    /// <summary>Longest text, in characters: a pipeline has a few hundred lines.</summary>
    internal const int CharactersMax = 1 << 20;

    /// <summary>Deepest nesting: the deepest key of a pipeline is at five.</summary>
    internal const int DepthMax = 32;

    /// <summary>Reads one document.</summary>
    /// <exception cref="InputException">The text is too long, too deep, not YAML, or not exactly one document.</exception>
    internal static YamlNode Read(string text, string file)
    {
        if (text.Length > CharactersMax)
        {
            throw new InputException(file, string.Create(CultureInfo.InvariantCulture, $"holds {text.Length} characters."), "A pipeline holds at most 1048576.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new InputException(file, "is not text: it holds zero bytes.", "A pipeline is a YAML file.");
        }

        try
        {
            Bound(text, file);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new InputException(file, stream.Documents.Count == 0 ? "is empty." : "holds more than one document.", "A pipeline is one YAML mapping; 'vane init BARS.csv' writes one.");
        }
        catch (YamlException wrong)
        {
            var reason = (wrong.InnerException ?? wrong).Message;
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"{file}:{wrong.Start.Line}"), $"is not valid YAML: {reason}", "Mind the indentation and the brackets.");
        }
    }

    /// <summary>Writes a node in block style, ending with a line feed.</summary>
    internal static string Write(YamlNode node)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(node)).Save(writer, assignAnchors: false);
        var text = new StringBuilder(writer.ToString()).Replace("\r\n", "\n").ToString();
        return text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private static void Bound(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{file}:{parser.Current!.Start.Line}");
            depth += parser.Current.NestingIncrease;
            if (depth > DepthMax)
            {
                throw new InputException(at, "is nested too deeply.", "A pipeline is at most 32 levels deep.");
            }

            if (parser.Current is AnchorAlias || parser.Current is NodeEvent { Anchor.IsEmpty: false })
            {
                throw new InputException(at, "uses an anchor or an alias (& or *).", "Write the value out.");
            }
        }
    }
}

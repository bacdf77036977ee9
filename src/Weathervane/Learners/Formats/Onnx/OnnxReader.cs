using System.Text;
using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>Reads an ONNX graph that is one TreeEnsembleClassifier of two classes or one TreeEnsembleRegressor with one target (ai.onnx.ml 1 to 3).</summary>
/// <remarks>Float inputs are rounded to float32 and summed in float32, as ONNX Runtime does, which however may sum in another order;
/// double inputs stay doubles.</remarks>
internal static class OnnxReader
{
    /// <summary>Operators around the trees that only change the output's shape.</summary>
    private static readonly string[] Harmless = ["ZipMap", "Cast", "Identity"];

    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">The file is damaged or holds another graph.</exception>
    internal static TreeModel Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var file = ProtoMessage.Parse(bytes, source);
        var graph = file.Message(OnnxField.Graph) ?? throw file.Bad("it has no graph");
        var node = TreeNode(graph, source);
        var attributes = new OnnxAttributes(node, source);
        var input = node.Texts(OnnxField.NodeInput) is [var name] ? name : throw node.Bad("its trees have not one input");
        var (single, columns) = Input(graph, input, source);
        var metadata = file.Messages(OnnxField.Metadata).GroupBy(pair => pair.Text(OnnxField.Key)).ToDictionary(g => g.Key, g => g.Last().Text(OnnxField.Value));
        var trusted = metadata.GetValueOrDefault(OnnxField.HitRates) == OnnxField.TrainingWeight;
        return node.Text(OnnxField.OpType) == "TreeEnsembleRegressor"
            ? OnnxRegressor.Read(attributes, new OnnxTrees(attributes, single, columns, trusted), Names(metadata, source))
            : OnnxClassifier.Read(attributes, new OnnxTrees(attributes, single, columns, trusted), Names(metadata, source));
    }

    private static ProtoMessage TreeNode(ProtoMessage graph, string source)
    {
        var nodes = graph.Messages(OnnxField.Node);
        var trees = nodes.Where(n => n.Text(OnnxField.OpType) is "TreeEnsembleClassifier" or "TreeEnsembleRegressor").ToArray();
        var other = nodes.FirstOrDefault(n => !trees.Contains(n) && !Harmless.Contains(n.Text(OnnxField.OpType)));
        return trees.Length == 1 && other is null
            ? trees[0]
            : throw new InputException(
                source,
                other is null ? $"it has {trees.Length} tree ensembles." : $"it has an operator '{other.Text(OnnxField.OpType)}'.",
                $"Allowed is one TreeEnsembleClassifier or TreeEnsembleRegressor, with {string.Join(", ", Harmless)} around it.");
    }

    /// <summary>Whether the trees' input is float32, and its columns; 0 where the graph does not tell.</summary>
    private static (bool Single, int Columns) Input(ProtoMessage graph, string name, string source)
    {
        var input = graph.Messages(OnnxField.Input).FirstOrDefault(i => i.Text(OnnxField.ValueName) == name)
            ?? throw new InputException(source, $"the trees' input '{name}' is not the graph's.", "Only graphs that give their input straight to the trees can be read.");
        var tensor = input.Message(OnnxField.ValueType)?.Message(OnnxField.TensorType);
        var type = tensor?.Int(OnnxField.ElementType) ?? 0;
        if (type is not (OnnxField.Float or OnnxField.Double))
        {
            throw new InputException(source, $"the input '{name}' is of type {type}.", "Allowed: float (1), double (11).");
        }

        var columns = tensor!.Message(OnnxField.Shape)?.Messages(OnnxField.Dimension).LastOrDefault()?.Int(OnnxField.DimensionValue) ?? 0;
        return columns is >= 0 and <= FormatLimits.Features
            ? (type == OnnxField.Float, (int)columns)
            : throw new InputException(source, $"the input '{name}' has {columns} columns, which is not in [1, {FormatLimits.Features}].");
    }

    /// <summary>The names that our own files carry as a JSON list.</summary>
    private static string[] Names(Dictionary<string, string> metadata, string source)
    {
        if (!metadata.TryGetValue(OnnxField.FeatureNames, out var json))
        {
            return [];
        }

        using var document = JsonPlace.Parse(Encoding.UTF8.GetBytes(json), source + ", feature_names");
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. new JsonPlace(document.RootElement, source + ", feature_names").Items().Select(n => n.Text())]
            : [];
    }
}

using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>Writes an ONNX model (ai.onnx.ml 3): a TreeEnsembleClassifier with the outputs <c>label</c> and <c>probabilities</c> [rows x 2] where the model
/// has a probability, else a TreeEnsembleRegressor with the output <c>value</c>. The input is <c>features</c> [rows x columns].</summary>
/// <param name="model">The model.</param>
/// <param name="isDouble">Whether input, thresholds and leaf values are doubles instead of float32.</param>
internal sealed class OnnxWriter(TreeModel model, bool isDouble)
{
    private const int IrVersion = 8, MlVersion = 3, OnnxVersion = 15;

    /// <summary>The file's content, with float32 input.</summary>
    internal static byte[] WriteFloat(TreeModel model) => new OnnxWriter(model, false).Write();

    /// <summary>The file's content, with double input.</summary>
    internal static byte[] WriteDouble(TreeModel model) => new OnnxWriter(model, true).Write();

    private byte[] Write()
    {
        var kinds = isDouble ? new[] { SplitKind.AtMost } : [SplitKind.AtMost, SplitKind.Equal];
        Writable.RequireKinds(model, "ONNX", kinds);
        var graph = new ProtoWriter().Message(OnnxField.Node, Node()).Text(OnnxField.GraphName, "trees");
        graph.Message(OnnxField.Input, Value("features", isDouble ? OnnxField.Double : OnnxField.Float, model.FeatureNames.Count));
        if (model.HasProbability)
        {
            graph.Message(OnnxField.Output, Value("label", OnnxField.Int64, 0)).Message(OnnxField.Output, Value("probabilities", OnnxField.Float, 2));
        }
        else
        {
            graph.Message(OnnxField.Output, Value("value", OnnxField.Float, 1));
        }

        var file = new ProtoWriter().Int(OnnxField.IrVersion, IrVersion).Text(OnnxField.ProducerName, "weathervane").Message(OnnxField.Graph, graph);
        file.Message(OnnxField.OpsetImport, new ProtoWriter().Text(OnnxField.OpsetDomain, "").Int(OnnxField.OpsetVersion, OnnxVersion));
        file.Message(OnnxField.OpsetImport, new ProtoWriter().Text(OnnxField.OpsetDomain, OnnxField.MlDomain).Int(OnnxField.OpsetVersion, MlVersion));
        file.Message(OnnxField.Metadata, Pair(OnnxField.FeatureNames, JsonSerializer.Serialize(model.FeatureNames)));
        if (model.HasCover)
        {
            file.Message(OnnxField.Metadata, Pair(OnnxField.HitRates, OnnxField.TrainingWeight));
        }

        return file.Written.ToArray();
    }

    private ProtoWriter Node()
    {
        var node = new ProtoWriter().Text(OnnxField.NodeInput, "features");
        foreach (var output in model.HasProbability ? new[] { "label", "probabilities" } : ["value"])
        {
            node.Text(OnnxField.NodeOutput, output);
        }

        node.Text(OnnxField.NodeName, "trees").Text(OnnxField.OpType, model.HasProbability ? "TreeEnsembleClassifier" : "TreeEnsembleRegressor");
        foreach (var attribute in new OnnxNodeLists(model, isDouble).Attributes())
        {
            node.Message(OnnxField.Attribute, attribute);
        }

        return node.Text(OnnxField.Domain, OnnxField.MlDomain);
    }

    internal static ProtoWriter Value(string name, int type, int columns)
    {
        var shape = new ProtoWriter().Message(OnnxField.Dimension, new ProtoWriter().Text(OnnxField.DimensionName, "rows"));
        if (columns > 0)
        {
            shape.Message(OnnxField.Dimension, new ProtoWriter().Int(OnnxField.DimensionValue, columns));
        }

        var tensor = new ProtoWriter().Int(OnnxField.ElementType, type).Message(OnnxField.Shape, shape);
        return new ProtoWriter().Text(OnnxField.ValueName, name).Message(OnnxField.ValueType, new ProtoWriter().Message(OnnxField.TensorType, tensor));
    }

    private static ProtoWriter Pair(string key, string value) => new ProtoWriter().Text(OnnxField.Key, key).Text(OnnxField.Value, value);
}

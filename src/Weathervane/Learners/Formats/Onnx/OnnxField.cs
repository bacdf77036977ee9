namespace Weathervane.Learners.Formats.Onnx;

/// <summary>Numbers of the fields in onnx.proto that tree ensembles need.</summary>
internal static class OnnxField
{
    internal const int IrVersion = 1, ProducerName = 2, Graph = 7, OpsetImport = 8, Metadata = 14;
    internal const int OpsetDomain = 1, OpsetVersion = 2;
    internal const int Key = 1, Value = 2;
    internal const int Node = 1, GraphName = 2, Initializer = 5, Input = 11, Output = 12;
    internal const int NodeInput = 1, NodeOutput = 2, NodeName = 3, OpType = 4, Attribute = 5, Domain = 7;
    internal const int AttributeName = 1, I = 3, S = 4, T = 5, Floats = 7, Ints = 8, Strings = 9, AttributeType = 20;
    internal const int ValueName = 1, ValueType = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1, DimensionValue = 1, DimensionName = 2;
    internal const int TensorDimensions = 1, TensorDataType = 2, TensorInt64 = 7, TensorDoubles = 10, TensorRaw = 9, TensorName = 8;

    /// <summary>Element types of tensors.</summary>
    internal const int Float = 1, UInt8 = 2, Int64 = 7, Double = 11;

    /// <summary>Types of attributes.</summary>
    internal const int TypeInt = 2, TypeString = 3, TypeTensor = 4, TypeFloats = 6, TypeInts = 7, TypeStrings = 8;

    /// <summary>The domain of the tree operators, and the metadata that our own files carry besides.</summary>
    internal const string MlDomain = "ai.onnx.ml", FeatureNames = "feature_names", HitRates = "nodes_hitrates", TrainingWeight = "training weight";
}

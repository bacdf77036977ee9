namespace Weathervane.Learners.Formats.Onnx.Graph;

/// <summary>Writes attributes of operators.</summary>
internal static class OnnxAttribute
{
    internal static ProtoWriter Int(string name, long value) => Named(name, OnnxField.TypeInt).Int(OnnxField.I, value);

    internal static ProtoWriter Ints(string name, IReadOnlyCollection<long> values) => Named(name, OnnxField.TypeInts).Ints(OnnxField.Ints, values);

    internal static ProtoWriter Doubles(string name, IReadOnlyCollection<double> values) =>
        Tensor(name, OnnxField.Double, values.Count, t => t.Doubles(OnnxField.TensorDoubles, values));

    internal static ProtoWriter Bytes(string name, byte[] values) => Tensor(name, OnnxField.UInt8, values.Length, t => t.Bytes(OnnxField.TensorRaw, values));

    private static ProtoWriter Tensor(string name, int type, int count, Func<ProtoWriter, ProtoWriter> values) => Named(name, OnnxField.TypeTensor).Message(
        OnnxField.T, values(new ProtoWriter().Ints(OnnxField.TensorDimensions, [count]).Int(OnnxField.TensorDataType, type)).Text(OnnxField.TensorName, name));

    private static ProtoWriter Named(string name, int type) => new ProtoWriter().Text(OnnxField.AttributeName, name).Int(OnnxField.AttributeType, type);
}

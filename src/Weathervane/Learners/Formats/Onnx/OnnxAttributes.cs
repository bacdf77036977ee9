using System.Runtime.InteropServices;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>The attributes of a tree operator by name.</summary>
internal sealed class OnnxAttributes
{
    private readonly Dictionary<string, ProtoMessage> _attributes = [];

    internal OnnxAttributes(ProtoMessage node, string source)
    {
        Source = source;
        foreach (var attribute in node.Messages(OnnxField.Attribute))
        {
            if (!_attributes.TryAdd(attribute.Text(OnnxField.AttributeName), attribute))
            {
                throw new InputException(source, $"the attribute '{attribute.Text(OnnxField.AttributeName)}' stands twice.");
            }
        }
    }

    /// <summary>The file's name, for problems.</summary>
    internal string Source { get; }

    internal string Text(string name, string absent) => _attributes.TryGetValue(name, out var a) ? a.Text(OnnxField.S) : absent;

    internal long Int(string name, long absent) => _attributes.TryGetValue(name, out var a) ? a.Int(OnnxField.I) : absent;

    internal string[] Texts(string name) => _attributes.TryGetValue(name, out var a) ? a.Texts(OnnxField.Strings) : [];

    internal long[] Ints(string name) => _attributes.TryGetValue(name, out var a) ? a.Ints(OnnxField.Ints) : [];

    /// <summary>A list of numbers, as float32 or, where the file has it so, as a tensor of doubles.</summary>
    internal double[] Numbers(string name)
    {
        if (_attributes.TryGetValue(name, out var floats))
        {
            return [.. floats.Floats(OnnxField.Floats).Select(v => (double)v)];
        }

        if (!_attributes.TryGetValue(name + "_as_tensor", out var attribute) || attribute.Message(OnnxField.T) is not { } tensor)
        {
            return [];
        }

        var raw = tensor.Bytes(OnnxField.TensorRaw);
        return tensor.Int(OnnxField.TensorDataType) != OnnxField.Double || raw.Length % 8 != 0
            ? throw new InputException(Source, $"the tensor '{name}_as_tensor' holds no doubles.")
            : raw.Length > 0 ? MemoryMarshal.Cast<byte, double>(raw.Span).ToArray() : tensor.Doubles(OnnxField.TensorDoubles);
    }

    internal InputException Bad(string what, string? remedy = null) => new(Source, what, remedy);
}

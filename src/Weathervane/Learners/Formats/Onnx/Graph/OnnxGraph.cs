namespace Weathervane.Learners.Formats.Onnx.Graph;

/// <summary>An ONNX graph as it is written down: each call adds one operation and gives the name of its result.</summary>
/// <remarks>All numbers are doubles. IR 10, operators of version 21 and of ai.onnx.ml 5, as ONNX 1.16 has them: the first with trees that sum in double.</remarks>
internal sealed class OnnxGraph
{
    /// <summary>The element type of whole numbers, for casts.</summary>
    internal const int Int64 = OnnxField.Int64;

    private const int IrVersion = 10, MlVersion = 5, OnnxVersion = 21;

    private readonly ProtoWriter _nodes = new(), _constants = new(), _ends = new();
    private readonly Dictionary<string, string> _known = [];
    private int _count;

    /// <summary>Declares an input of doubles, as wide as the batch.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="columns">0 for a plain list [rows]; else [rows x columns].</param>
    internal string Input(string name, int columns)
    {
        _ends.Message(OnnxField.Input, OnnxWriter.Value(name, OnnxField.Double, columns));
        return name;
    }

    /// <summary>Adds an operation with one result.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Names of results, inputs and constants.</param>
    internal string Op(string op, params ReadOnlySpan<string> inputs) => Op(op, [], "", inputs);

    /// <summary>Adds an operation with attributes.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="domain">Whose operator it is; empty for ONNX's own.</param>
    /// <param name="inputs">Names of results, inputs and constants.</param>
    internal string Op(string op, IReadOnlyList<ProtoWriter> attributes, string domain, params ReadOnlySpan<string> inputs)
    {
        var (node, output) = (new ProtoWriter(), FormattableString.Invariant($"{op.ToLowerInvariant()}_{++_count}"));
        foreach (var input in inputs)
        {
            node.Text(OnnxField.NodeInput, input);
        }

        node.Text(OnnxField.NodeOutput, output).Text(OnnxField.NodeName, output).Text(OnnxField.OpType, op);
        foreach (var attribute in attributes)
        {
            node.Message(OnnxField.Attribute, attribute);
        }

        _nodes.Message(OnnxField.Node, domain.Length == 0 ? node : node.Text(OnnxField.Domain, domain));
        return output;
    }

    /// <summary>A number.</summary>
    internal string Number(double value) => Constant(FormattableString.Invariant($"number_{value:R}"), OnnxField.Double, [], t => t.Doubles(OnnxField.TensorDoubles, [value]));

    /// <summary>A list of numbers.</summary>
    internal string Numbers(IReadOnlyCollection<double> values) => Constant(null, OnnxField.Double, [values.Count], t => t.Doubles(OnnxField.TensorDoubles, values));

    /// <summary>A list of whole numbers.</summary>
    internal string Integers(params IReadOnlyCollection<long> values) =>
        Constant("integers_" + string.Join('_', values), OnnxField.Int64, [values.Count], t => t.Ints(OnnxField.TensorInt64, values));

    /// <summary>The whole file.</summary>
    /// <param name="result">The name of the result that is the output.</param>
    /// <param name="output">What the output is called; a list of doubles [rows].</param>
    internal byte[] File(string result, string output)
    {
        var end = new ProtoWriter().Text(OnnxField.NodeInput, Op("Reshape", result, Integers(-1))).Text(OnnxField.NodeOutput, output).Text(OnnxField.NodeName, output).Text(OnnxField.OpType, "Identity");
        _nodes.Message(OnnxField.Node, end);
        var graph = new ProtoWriter().Append(_nodes).Text(OnnxField.GraphName, "weathervane").Append(_constants).Append(_ends)
            .Message(OnnxField.Output, OnnxWriter.Value(output, OnnxField.Double, 0));
        var file = new ProtoWriter().Int(OnnxField.IrVersion, IrVersion).Text(OnnxField.ProducerName, "weathervane").Message(OnnxField.Graph, graph);
        file.Message(OnnxField.OpsetImport, new ProtoWriter().Text(OnnxField.OpsetDomain, "").Int(OnnxField.OpsetVersion, OnnxVersion));
        return file.Message(OnnxField.OpsetImport, new ProtoWriter().Text(OnnxField.OpsetDomain, OnnxField.MlDomain).Int(OnnxField.OpsetVersion, MlVersion)).Written.ToArray();
    }

    /// <summary>A constant, written once where a key tells that it is the same.</summary>
    private string Constant(string? key, int type, IReadOnlyCollection<long> shape, Func<ProtoWriter, ProtoWriter> values)
    {
        if (key is not null && _known.TryGetValue(key, out var known))
        {
            return known;
        }

        var name = FormattableString.Invariant($"constant_{++_count}");
        var tensor = new ProtoWriter();
        if (shape.Count > 0)
        {
            tensor.Ints(OnnxField.TensorDimensions, shape);
        }

        _constants.Message(OnnxField.Initializer, values(tensor.Int(OnnxField.TensorDataType, type)).Text(OnnxField.TensorName, name));
        if (key is not null)
        {
            _known.Add(key, name);
        }

        return name;
    }
}

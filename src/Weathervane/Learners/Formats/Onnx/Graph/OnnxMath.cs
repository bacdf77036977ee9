namespace Weathervane.Learners.Formats.Onnx.Graph;

/// <summary>Steps that several models share, in the order of operations that this program's own have, so that results differ by the rounding of exp and log alone.</summary>
internal static class OnnxMath
{
    /// <summary>1 / (1 + e^-x).</summary>
    internal static string Sigmoid(this OnnxGraph graph, string x) =>
        graph.Op("Div", graph.Number(1), graph.Op("Add", graph.Number(1), graph.Op("Exp", graph.Op("Neg", x))));

    /// <summary>ln(p / (1 - p)).</summary>
    internal static string Logit(this OnnxGraph graph, string p) => graph.Op("Log", graph.Op("Div", p, graph.Op("Sub", graph.Number(1), p)));

    /// <summary>p no nearer to 0 and 1 than that; what NaN becomes is not said.</summary>
    internal static string Clip(this OnnxGraph graph, string p, double low, double high) => graph.Op("Clip", p, graph.Number(low), graph.Number(high));

    /// <summary>A result, NaN where a finite value that it was worked out from is NaN.</summary>
    internal static string UnknownWhere(this OnnxGraph graph, string result, string value) => graph.Op("Add", result, graph.Op("Sub", value, value));

    /// <summary>The same numbers, rounded where the type is narrower.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">What is cast.</param>
    /// <param name="type">ONNX's number of the type.</param>
    internal static string Cast(this OnnxGraph graph, string value, int type) => graph.Op("Cast", [OnnxAttribute.Int("to", type)], "", value);

    /// <summary>Columns of a matrix.</summary>
    internal static string Columns(this OnnxGraph graph, string matrix, params IReadOnlyCollection<long> columns) =>
        graph.Op("Gather", [OnnxAttribute.Int("axis", 1)], "", matrix, graph.Integers(columns));

    /// <summary>Columns side by side.</summary>
    internal static string SideBySide(this OnnxGraph graph, params ReadOnlySpan<string> columns) => graph.Op("Concat", [OnnxAttribute.Int("axis", 1)], "", columns);
}

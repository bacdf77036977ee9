using Weathervane.Evaluation.Probabilities;
using Weathervane.Learners.Formats.Onnx.Graph;

namespace Weathervane.Pipelines.Mlflow;

/// <summary>Calibrations as nodes of a graph, one for each of <see cref="Calibration.Methods"/>.</summary>
internal static class CalibrationGraph
{
    private static readonly (string Method, Func<OnnxGraph, IReadOnlyList<double>, string, string> Add)[] All =
    [
        (PlattScaling.Method.Id, Platt), (BetaCalibration.Method.Id, Beta), (IsotonicCalibration.Method.Id, Isotonic),
    ];

    /// <summary>The calibrated probability [rows x 1]; NaN stays NaN.</summary>
    internal static string Add(OnnxGraph graph, Calibration calibration, string probability) => graph.UnknownWhere(
        All.First(m => m.Method == calibration.Method.Id).Add(graph, calibration.Numbers, probability), probability);

    private static string Platt(OnnxGraph graph, IReadOnlyList<double> numbers, string probability)
    {
        var slope = graph.Op("Mul", graph.Number(numbers[0]), graph.Logit(Clip(graph, probability)));
        return Clip(graph, graph.Sigmoid(graph.Op("Add", slope, graph.Number(numbers[1]))));
    }

    private static string Beta(OnnxGraph graph, IReadOnlyList<double> numbers, string probability)
    {
        var p = Clip(graph, probability);
        var low = graph.Op("Mul", graph.Number(numbers[0]), graph.Op("Log", p));
        var high = graph.Op("Mul", graph.Number(numbers[1]), graph.Op("Log", graph.Op("Sub", graph.Number(1), p)));
        return Clip(graph, graph.Sigmoid(graph.Op("Add", graph.Op("Sub", low, high), graph.Number(numbers[2]))));
    }

    private static string Isotonic(OnnxGraph graph, IReadOnlyList<double> numbers, string probability)
    {
        double[] said = [.. numbers.Where((_, i) => i % 2 == 0)], meant = [.. numbers.Where((_, i) => i % 2 == 1)];
        if (said.Length == 1)
        {
            return graph.Number(meant[0]);
        }

        // The corner at or below each probability: as many as are reached, less one; the last segment has no corner of its own.
        var p = graph.Clip(probability, said[0], said[^1]);
        var reached = graph.Cast(graph.Op("LessOrEqual", graph.Numbers(said), p), OnnxGraph.Int64);
        var count = graph.Op("ReduceSum", reached, graph.Integers(1));
        var below = graph.Op("Min", graph.Op("Sub", count, graph.Integers(1)), graph.Integers(said.Length - 2));
        var corner = graph.Op("Max", below, graph.Integers(0));
        var next = graph.Op("Add", corner, graph.Integers(1));
        var (x0, y0, x1, y1) = (At(said, corner), At(meant, corner), At(said, next), At(meant, next));
        var share = graph.Op("Div", graph.Op("Sub", p, x0), graph.Op("Sub", x1, x0));
        return graph.Op("Min", graph.Op("Add", y0, graph.Op("Mul", graph.Op("Sub", y1, y0), share)), y1);

        string At(double[] values, string corner) => graph.Op("Gather", graph.Numbers(values), corner);
    }

    private static string Clip(OnnxGraph graph, string probability) => graph.Clip(probability, PlattScaling.Least, 1 - PlattScaling.Least);
}

using Weathervane.Datasets;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Learners;
using Weathervane.Learners.Formats.Onnx.Graph;

namespace Weathervane.Pipelines.Mlflow;

/// <summary>A whole map as one ONNX graph: unscaled features by name, one input of doubles each, to the calibrated probability.</summary>
/// <remarks>Inputs by name, not one matrix: MLflow's loader feeds each input from the column of that name, so that nothing depends on the order of
/// columns. It does so only where there are several inputs; the one input of a model with one feature takes the table itself, [rows x 1].</remarks>
internal static class ForecastGraph
{
    /// <summary>What the output is called.</summary>
    internal const string Output = "probability";

    /// <summary>The file's bytes.</summary>
    /// <param name="features">[columns] names of the features before the preprocessor.</param>
    /// <param name="preprocessor">What is done to them; null for nothing.</param>
    /// <param name="model">The model.</param>
    /// <param name="calibration">What puts its probabilities right; null for nothing.</param>
    /// <exception cref="InputException">The model holds trees with nodes that ONNX lacks.</exception>
    internal static byte[] Of(IReadOnlyList<string> features, Preprocessor? preprocessor, Model model, Calibration? calibration)
    {
        var graph = new OnnxGraph();
        var columns = features.Select(name => graph.Op("Reshape", graph.Input(name, features.Count == 1 ? 1 : 0), graph.Integers(-1, 1))).ToList();
        var matrix = columns.Count == 1 ? columns[0] : graph.SideBySide([.. columns]);
        matrix = preprocessor is null ? matrix : OnnxModels.Add(graph, preprocessor, matrix);
        var probability = OnnxModels.Add(graph, model, matrix);
        return graph.File(calibration is null ? probability : CalibrationGraph.Add(graph, calibration, probability), Output);
    }
}

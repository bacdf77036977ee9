using Weathervane.Datasets;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx.Graph;

/// <summary>Models of every kind as nodes of a graph: the list of the kinds. Each takes a matrix [rows x columns] and gives the probability of up [rows x 1].</summary>
internal static class OnnxModels
{
    private static readonly (string Kind, Func<OnnxGraph, Model, string, string> Add)[] All =
    [
        ("constant", (g, m, x) => Constant(g, (ConstantModel)m, x)),
        ("sign", (g, m, x) => Sign(g, (SignModel)m, x)),
        ("logistic", (g, m, x) => Logistic(g, (LogisticModel)m, x)),
        ("trees", (g, m, x) => Trees(g, (TreeModel)m, x)),
        ("voting", (g, m, x) => Voting(g, (VotingModel)m, x)),
        ("stacking", (g, m, x) => Stacking(g, (StackingModel)m, x)),
    ];

    /// <summary>Adds a model; one of a regression gives its value.</summary>
    /// <exception cref="InputException">It holds trees with nodes that ONNX lacks.</exception>
    internal static string Add(OnnxGraph graph, Model model, string matrix) => All.First(m => m.Kind == model.Kind).Add(graph, model, matrix);

    /// <summary>Adds what is done to features before a model sees them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="preprocessor">The columns to keep, fill values, centres and scales.</param>
    /// <param name="matrix">[rows x columns] all features.</param>
    /// <returns>[rows x kept].</returns>
    internal static string Add(OnnxGraph graph, Preprocessor preprocessor, string matrix)
    {
        var kept = preprocessor.DroppedNames.Count == 0 ? matrix : graph.Columns(matrix, [.. preprocessor.Kept.ToArray().Select(k => (long)k)]);
        double[] fills = [.. preprocessor.Fills];
        if (Array.Exists(fills, f => !double.IsNaN(f)))
        {
            // x - x is 0 for what is finite, else NaN, which equals nothing. A column without a fill value is left as it is: x is its own fill.
            var isFinite = graph.Op("Equal", graph.Op("Sub", kept, kept), graph.Number(0));
            var fill = graph.Numbers([.. fills.Select(f => double.IsNaN(f) ? 0 : f)]);
            var isFilled = graph.Op("Greater", graph.Numbers([.. fills.Select(f => double.IsNaN(f) ? 0.0 : 1.0)]), graph.Number(0));
            kept = graph.Op("Where", graph.Op("Or", isFinite, graph.Op("Not", isFilled)), kept, fill);
        }

        return preprocessor.IsScaled
            ? graph.Op("Div", graph.Op("Sub", kept, graph.Numbers([.. preprocessor.Centers])), graph.Numbers([.. preprocessor.Scales]))
            : kept;
    }

    private static string Constant(OnnxGraph graph, ConstantModel model, string matrix)
    {
        // As many rows as the batch has, whatever stands in them, NaN included.
        var first = graph.Columns(matrix, 0);
        return graph.Op("Where", graph.Op("Equal", first, first), graph.Number(model.Probability), graph.Number(model.Probability));
    }

    private static string Sign(OnnxGraph graph, SignModel model, string matrix)
    {
        var value = graph.Columns(matrix, model.Column);
        var direction = graph.Op("Where", graph.Op("Greater", value, graph.Number(0)), graph.Number(model.Accuracy), graph.Number(1 - model.Accuracy));
        return graph.Op("Where", graph.Op("Equal", value, value), direction, graph.Number(model.ShareOfUp));
    }

    private static string Logistic(OnnxGraph graph, LogisticModel model, string matrix)
    {
        // No MatMul: ONNX Runtime fuses it with a single feature's scale, which it then keeps as float32.
        var sum = graph.Op("ReduceSum", graph.Op("Mul", matrix, graph.Numbers([.. model.Coefficients])), graph.Integers(1));
        return graph.Sigmoid(graph.Op("Add", sum, graph.Number(model.Intercept)));
    }

    private static string Trees(OnnxGraph graph, TreeModel model, string matrix)
    {
        var score = model.Score;
        var raw = OnnxTreeEnsemble.Add(graph, model, matrix);
        raw = score.Mean ? graph.Op("Div", raw, graph.Number(model.TreeCount)) : raw;
        raw = score.Scale == 1 ? raw : graph.Op("Mul", raw, graph.Number(score.Scale));
        raw = score.Bias == 0 ? raw : graph.Op("Add", raw, graph.Number(score.Bias));
        raw = score.Single && (score.Scale != 1 || score.Bias != 0 || score.Mean) ? graph.Cast(graph.Cast(raw, OnnxField.Float), OnnxField.Double) : raw;
        return score.Link switch
        {
            TreeLink.Logistic => graph.Sigmoid(score.Steepness == 1 ? raw : graph.Op("Mul", raw, graph.Number(score.Steepness))),
            TreeLink.Probability => graph.Clip(raw, 0, 1),
            _ => raw,
        };
    }

    private static string Voting(OnnxGraph graph, VotingModel model, string matrix)
    {
        string? sum = null;
        foreach (var (member, weight) in model.Members.Zip(model.Weights.ToArray()))
        {
            var vote = Add(graph, member, matrix);
            if (model.IsHard)
            {
                vote = graph.UnknownWhere(graph.Op("Where", graph.Op("Greater", vote, graph.Number(0.5)), graph.Number(1), graph.Number(0)), vote);
            }

            var share = graph.Op("Mul", vote, graph.Number(weight));
            sum = sum is null ? share : graph.Op("Add", sum, share);
        }

        return graph.Op("Div", sum!, graph.Number(model.Weights.ToArray().Sum()));
    }

    private static string Stacking(OnnxGraph graph, StackingModel model, string matrix)
    {
        var odds = model.Members.Select(m =>
        {
            var p = Add(graph, m, matrix);
            return graph.UnknownWhere(graph.Logit(graph.Clip(p, StackingModel.LeastProbability, 1 - StackingModel.LeastProbability)), p);
        });
        return Add(graph, model.Final, graph.SideBySide([.. odds, .. model.Passthrough ? [matrix] : (string[])[]]));
    }
}

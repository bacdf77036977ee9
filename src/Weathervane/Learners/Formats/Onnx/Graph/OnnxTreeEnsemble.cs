using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx.Graph;

/// <summary>Trees as the operator TreeEnsemble of ai.onnx.ml 5: inner nodes and leaves in lists of their own, all in double.</summary>
internal sealed class OnnxTreeEnsemble
{
    private const byte AtMost = 0;
    private readonly List<long> _roots = [], _features = [], _yes = [], _yesIsLeaf = [], _no = [], _noIsLeaf = [], _missing = [], _leafTrees = [];
    private readonly List<double> _thresholds = [], _leaves = [];

    /// <summary>The start and the leaf values added up [rows x 1], in double; or, where the model sums in float32, in float32 and in the order of the trees, as it does.</summary>
    /// <exception cref="InputException">A node asks what a double cannot be asked in ONNX.</exception>
    internal static string Add(OnnxGraph graph, TreeModel model, string matrix)
    {
        Writable.RequireKinds(model, "ONNX on doubles", SplitKind.AtMost);
        var lists = new OnnxTreeEnsemble();
        foreach (var tree in model.Trees)
        {
            lists.Add(tree);
        }

        var isOrdered = model.Score.Single && model.TreeCount > 0;
        var sum = graph.Op("TreeEnsemble", lists.Attributes(isOrdered), OnnxField.MlDomain, matrix);
        return isOrdered ? InOrder(graph, sum, model) : graph.Op("Add", sum, graph.Number(model.Score.Start));
    }

    /// <summary>Adds the trees' columns up from the left: a sum of many numbers in one go would round in an order of its own.</summary>
    private static string InOrder(OnnxGraph graph, string leaves, TreeModel model)
    {
        var start = graph.Op("Where", graph.Op("Equal", graph.Columns(leaves, 0), graph.Columns(leaves, 0)), graph.Number(model.Score.Start), graph.Number(model.Score.Start));
        var sums = graph.Op("CumSum", graph.Cast(graph.SideBySide(start, leaves), OnnxField.Float), graph.Integers(1));
        return graph.Cast(graph.Columns(sums, model.TreeCount), OnnxField.Double);
    }

    /// <summary>A target for all trees, or one for each.</summary>
    private ProtoWriter[] Attributes(bool isOrdered) =>
    [
        OnnxAttribute.Int("n_targets", isOrdered ? _roots.Count : 1),
        OnnxAttribute.Ints("tree_roots", _roots),
        OnnxAttribute.Ints("nodes_featureids", _features),
        OnnxAttribute.Bytes("nodes_modes", [.. _features.Select(_ => AtMost)]),
        OnnxAttribute.Doubles("nodes_splits", _thresholds),
        OnnxAttribute.Ints("nodes_truenodeids", _yes),
        OnnxAttribute.Ints("nodes_trueleafs", _yesIsLeaf),
        OnnxAttribute.Ints("nodes_falsenodeids", _no),
        OnnxAttribute.Ints("nodes_falseleafs", _noIsLeaf),
        OnnxAttribute.Ints("nodes_missing_value_tracks_true", _missing),
        OnnxAttribute.Ints("leaf_targetids", isOrdered ? _leafTrees : [.. _leaves.Select(_ => 0L)]),
        OnnxAttribute.Doubles("leaf_weights", _leaves),
    ];

    private void Add(Tree tree)
    {
        var (node, leaf) = (_features.Count, _leaves.Count);
        _leafTrees.AddRange(tree.Leaves.Select(_ => (long)_roots.Count));
        _roots.Add(node);
        _leaves.AddRange(tree.Leaves);
        if (tree.Nodes.Length == 0)
        {
            // A tree of one leaf is a node both of whose children are that leaf.
            AddNode(0, 0, (leaf, true), (leaf, true), false);
        }

        foreach (var n in tree.Nodes)
        {
            AddNode(n.Feature, n.Threshold, Child(n.Left), Child(n.Right), n.MissingLeft);
        }

        (long Id, bool IsLeaf) Child(int child) => child >= 0 ? (node + child, false) : (leaf + ~child, true);
    }

    private void AddNode(int feature, double threshold, (long Id, bool IsLeaf) yes, (long Id, bool IsLeaf) no, bool missingYes)
    {
        _features.Add(feature);
        _thresholds.Add(threshold);
        _yes.Add(yes.Id);
        _yesIsLeaf.Add(yes.IsLeaf ? 1 : 0);
        _no.Add(no.Id);
        _noIsLeaf.Add(no.IsLeaf ? 1 : 0);
        _missing.Add(missingYes ? 1 : 0);
    }
}

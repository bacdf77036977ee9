using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>The attributes of a tree operator: parallel lists over the nodes of all trees, and over the values of their leaves.</summary>
internal sealed class OnnxNodeLists(TreeModel model, bool isDouble)
{
    private readonly List<long> _trees = [], _ids = [], _features = [], _yes = [], _no = [], _missing = [];
    private readonly List<double> _values = [], _hits = [];
    private readonly List<string> _modes = [];
    private readonly List<long> _leafTrees = [], _leafIds = [], _leafOutputs = [];
    private readonly List<double> _leafValues = [];

    internal IEnumerable<ProtoWriter> Attributes()
    {
        var score = model.Score;
        var steepness = score.Link == TreeLink.Logistic ? score.Steepness : 1;
        var folded = new FoldedScore(model, meanToo: true);
        for (var tree = 0; tree < model.TreeCount; tree++)
        {
            AddTree(tree, folded, steepness);
        }

        var leaf = model.HasProbability ? "class" : "target";
        yield return Ints("nodes_treeids", _trees);
        yield return Ints("nodes_nodeids", _ids);
        yield return Ints("nodes_featureids", _features);
        yield return Ints("nodes_truenodeids", _yes);
        yield return Ints("nodes_falsenodeids", _no);
        yield return Ints("nodes_missing_value_tracks_true", _missing);
        yield return Texts("nodes_modes", _modes);
        yield return Numbers("nodes_values", _values);
        if (model.HasCover)
        {
            yield return Numbers("nodes_hitrates", _hits);
        }

        yield return Ints(leaf + "_treeids", _leafTrees);
        yield return Ints(leaf + "_nodeids", _leafIds);
        yield return Ints(leaf + "_ids", _leafOutputs);
        yield return Numbers(leaf + "_weights", _leafValues);
        yield return Text("post_transform", score.Link == TreeLink.Logistic ? "LOGISTIC" : "NONE");
        foreach (var attribute in Outputs(folded.Start * steepness))
        {
            yield return attribute;
        }
    }

    private IEnumerable<ProtoWriter> Outputs(double start)
    {
        if (!model.HasProbability)
        {
            yield return Named("n_targets", OnnxField.TypeInt).Int(OnnxField.I, 1);
            yield return Numbers("base_values", [start]);
            yield break;
        }

        yield return Ints("classlabels_int64s", [0, 1]);
        if (model.Score.Link == TreeLink.Logistic)
        {
            yield return Numbers("base_values", [start]);
        }
    }

    private void AddTree(int index, FoldedScore folded, double steepness)
    {
        var tree = new NumberedTree(model.Trees[index]);
        for (var id = 0; id < tree.Order.Count; id++)
        {
            var at = tree.Order[id];
            _trees.Add(index);
            _ids.Add(id);
            if (model.HasCover)
            {
                _hits.Add(at < 0 ? tree.Tree.LeafCover[~at] : tree.Tree.NodeCover[at]);
            }

            if (at < 0)
            {
                AddNode(0, 0, 0, 0, false, "LEAF");
                AddLeaf(index, id, folded, folded.Leaf(index, ~at) * steepness);
                continue;
            }

            var node = tree.Tree.Nodes[at];
            AddNode(
                node.Feature,
                isDouble || node.Kind == SplitKind.Equal ? node.Threshold : SingleThreshold.Floor(node.Threshold),
                tree.NumberOf(node.Left),
                tree.NumberOf(node.Right),
                node.MissingLeft,
                node.Kind == SplitKind.Equal ? "BRANCH_EQ" : "BRANCH_LEQ");
        }
    }

    private void AddNode(int feature, double value, int yes, int no, bool missing, string mode)
    {
        _features.Add(feature);
        _values.Add(value);
        _yes.Add(yes);
        _no.Add(no);
        _missing.Add(missing ? 1 : 0);
        _modes.Add(mode);
    }

    /// <summary>A leaf's value, from which ONNX Runtime makes both classes' scores; a share of the probability is written for each class, and
    /// has the start in it, for ONNX Runtime adds the wrong class's score to base values of two classes.</summary>
    private void AddLeaf(int tree, int id, FoldedScore folded, double value)
    {
        if (model.Score.Link != TreeLink.Probability)
        {
            Add(0, value);
            return;
        }

        var up = value + (folded.Start / model.TreeCount);
        Add(0, (1.0 / model.TreeCount) - up);
        Add(1, up);

        void Add(int output, double share)
        {
            _leafTrees.Add(tree);
            _leafIds.Add(id);
            _leafOutputs.Add(output);
            _leafValues.Add(share);
        }
    }

    private static ProtoWriter Named(string name, int type) => new ProtoWriter().Text(OnnxField.AttributeName, name).Int(OnnxField.AttributeType, type);

    private static ProtoWriter Ints(string name, List<long> values) => Named(name, OnnxField.TypeInts).Ints(OnnxField.Ints, values);

    private static ProtoWriter Text(string name, string value) => Named(name, OnnxField.TypeString).Text(OnnxField.S, value);

    private static ProtoWriter Texts(string name, List<string> values)
    {
        var attribute = Named(name, OnnxField.TypeStrings);
        foreach (var value in values)
        {
            attribute.Text(OnnxField.Strings, value);
        }

        return attribute;
    }

    private ProtoWriter Numbers(string name, List<double> values)
    {
        if (!isDouble)
        {
            return Named(name, OnnxField.TypeFloats).Floats(OnnxField.Floats, [.. values.Select(v => (float)v)]);
        }

        var tensor = new ProtoWriter()
            .Ints(OnnxField.TensorDimensions, [values.Count])
            .Int(OnnxField.TensorDataType, OnnxField.Double)
            .Doubles(OnnxField.TensorDoubles, values)
            .Text(OnnxField.TensorName, name);
        return Named(name + "_as_tensor", OnnxField.TypeTensor).Message(OnnxField.T, tensor);
    }
}

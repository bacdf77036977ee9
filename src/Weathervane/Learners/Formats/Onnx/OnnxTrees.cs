using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>The trees of a tree operator, whose nodes stand in parallel lists over all trees.</summary>
internal sealed class OnnxTrees
{
    private readonly OnnxAttributes _attributes;
    private readonly bool _single, _hasCover;
    private readonly long[] _trees, _ids, _features, _yes, _no, _missing;
    private readonly double[] _values, _hits;
    private readonly string[] _modes;
    private readonly Dictionary<(long Tree, long Node), int> _at = [];

    /// <summary>Checks that the lists fit each other.</summary>
    /// <param name="attributes">The operator's attributes.</param>
    /// <param name="single">Whether features are rounded to float32.</param>
    /// <param name="columns">Columns of the input; 0 where unknown.</param>
    /// <param name="hitRatesAreCover">Whether the file says that its hit rates are training weights; most writers put 1 everywhere.</param>
    internal OnnxTrees(OnnxAttributes attributes, bool single, int columns, bool hitRatesAreCover)
    {
        (_attributes, _single) = (attributes, single);
        _trees = attributes.Ints("nodes_treeids");
        _ids = attributes.Ints("nodes_nodeids");
        _features = attributes.Ints("nodes_featureids");
        (_yes, _no) = (attributes.Ints("nodes_truenodeids"), attributes.Ints("nodes_falsenodeids"));
        _missing = attributes.Ints("nodes_missing_value_tracks_true") is { Length: > 0 } tracks ? tracks : new long[_trees.Length];
        _values = attributes.Numbers("nodes_values");
        _modes = attributes.Texts("nodes_modes");
        _hits = hitRatesAreCover ? attributes.Numbers("nodes_hitrates") : [];
        _hasCover = _hits.Length == _trees.Length;
        int[] lengths = [_ids.Length, _features.Length, _yes.Length, _no.Length, _missing.Length, _values.Length, _modes.Length];
        if (Array.Exists(lengths, l => l != _trees.Length))
        {
            throw attributes.Bad("the lists of nodes differ in length.");
        }

        for (var i = 0; i < _trees.Length; i++)
        {
            if (!_at.TryAdd((_trees[i], _ids[i]), i))
            {
                throw attributes.Bad($"node {_ids[i]} of tree {_trees[i]} stands twice.");
            }
        }

        var most = _features.Where((_, i) => _modes[i] != "LEAF").DefaultIfEmpty(-1).Max();
        Columns = columns > 0 ? columns : most is >= -1 and < FormatLimits.Features ? (int)most + 1 : throw attributes.Bad($"a node asks feature {most}.");
    }

    /// <summary>Columns of the input.</summary>
    internal int Columns { get; }

    /// <summary>Whether features and sums are float32.</summary>
    internal bool Single => _single;

    /// <summary>Makes the trees.</summary>
    /// <param name="prefix">How the leaves' lists are called: <c>class</c> or <c>target</c>.</param>
    /// <param name="weight">The factor of a leaf's value for an output; 0 where the output does not count.</param>
    internal Tree[] Build(string prefix, Func<long, double> weight)
    {
        var leaves = Leaves(prefix, weight);
        return [.. Enumerable.Range(0, _trees.Length).GroupBy(i => _trees[i]).Select(group => Build([.. group], leaves))];
    }

    private Tree Build(int[] members, double[] leaves)
    {
        var where = $"{_attributes.Source}, tree {_trees[members[0]]}";
        var local = new Dictionary<long, int>();
        foreach (var i in members)
        {
            local.Add(_ids[i], local.Count);
        }

        var nodes = members.Select(i => Node(i, leaves[i], local, where)).ToArray();
        var isChild = new bool[nodes.Length];
        foreach (var node in nodes.Where(n => !n.IsLeaf))
        {
            isChild[node.Left] = isChild[node.Right] = true;
        }

        var root = Array.IndexOf(isChild, false);
        return root < 0
            ? throw new InputException(where, "no node is without a parent: the nodes form no tree.")
            : TreeAssembly.Assemble(nodes, Columns, hasGain: false, _hasCover, [], where, root);
    }

    private LooseNode Node(int i, double leaf, Dictionary<long, int> local, string where)
    {
        var cover = _hasCover ? _hits[i] : 0;
        if (_modes[i] == "LEAF")
        {
            return new LooseNode { IsLeaf = true, Value = leaf, Cover = cover };
        }

        if (!local.TryGetValue(_yes[i], out var yes) || !local.TryGetValue(_no[i], out var no) || _features[i] < 0 || _features[i] >= Columns)
        {
            throw new InputException(where, $"node {_ids[i]} has the children {_yes[i]} and {_no[i]} and asks feature {_features[i]}, of which one does not exist.");
        }

        var (value, tracks) = (_values[i], _missing[i] != 0);
        var node = new LooseNode { Feature = (int)_features[i], Left = yes, Right = no, MissingLeft = tracks, Cover = cover };
        return _modes[i] switch
        {
            "BRANCH_LEQ" => node with { Value = AtMost(value) },
            "BRANCH_LT" => node with { Value = Below(value) },
            "BRANCH_EQ" when _single => node with { Value = value, Kind = SplitKind.Equal },

            // The opposite question, with the children swapped; NaN fails every comparison but "not equal".
            "BRANCH_GT" => node with { Value = AtMost(value), Left = no, Right = yes, MissingLeft = !tracks },
            "BRANCH_GTE" => node with { Value = Below(value), Left = no, Right = yes, MissingLeft = !tracks },
            "BRANCH_NEQ" when _single => node with { Value = value, Kind = SplitKind.Equal, Left = no, Right = yes, MissingLeft = false },
            _ => throw new InputException(where, $"node {_ids[i]} has the mode '{_modes[i]}', which cannot be read{(_single ? "" : " on doubles")}."),
        };
    }

    private double AtMost(double value) => _single ? SingleThreshold.AtMost((float)value) : value;

    private double Below(double value) => _single ? SingleThreshold.Below((float)value) : Math.BitDecrement(value);

    /// <summary>[nodes of all trees] what each leaf adds.</summary>
    private double[] Leaves(string prefix, Func<long, double> weight)
    {
        var (trees, nodes) = (_attributes.Ints(prefix + "_treeids"), _attributes.Ints(prefix + "_nodeids"));
        var (outputs, weights) = (_attributes.Ints(prefix + "_ids"), _attributes.Numbers(prefix + "_weights"));
        if (nodes.Length != trees.Length || outputs.Length != trees.Length || weights.Length != trees.Length)
        {
            throw _attributes.Bad("the lists of leaf values differ in length.");
        }

        var leaves = new double[_trees.Length];
        for (var i = 0; i < trees.Length; i++)
        {
            if (!_at.TryGetValue((trees[i], nodes[i]), out var at) || _modes[at] != "LEAF")
            {
                throw _attributes.Bad($"a value belongs to node {nodes[i]} of tree {trees[i]}, which is no leaf.");
            }

            leaves[at] += weight(outputs[i]) * weights[i];
        }

        return leaves;
    }
}

using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Weathervane.Features;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees;

/// <summary>Small trees asked for many rows at once, without branches: every node is compared for a whole vector of rows, and takes the
/// leaves that a row cannot reach out of its mask.</summary>
/// <remarks>A row's numbers become codes, the number of the model's thresholds below them, once for all trees. The leaf left
/// over is the lowest bit. Source: Lucchese et al. (2015), QuickScorer; Ye et al. (2018), RapidScorer.</remarks>
internal sealed class LeafMasks
{
    /// <summary>Rows in one block; a multiple of four vectors on any hardware.</summary>
    internal const int BlockRows = 64;

    private const int MostLeaves = 32;

    private readonly double[][] _thresholds;
    private readonly bool[] _used;
    private readonly Question[] _questions;
    private readonly int[] _ends;
    private readonly double[] _leaves;

    private LeafMasks(Tree[] trees, int features)
    {
        _thresholds = [.. Enumerable.Range(0, features).Select(_ => Array.Empty<double>())];
        foreach (var nodes in trees.SelectMany(t => t.Nodes).GroupBy(n => n.Feature))
        {
            _thresholds[nodes.Key] = [.. nodes.Select(n => n.Threshold).Distinct().Order()];
        }

        _used = new bool[2 * features];
        (_questions, _ends) = (new Question[trees.Sum(t => t.Nodes.Length)], new int[trees.Length]);
        _leaves = new double[trees.Length * MostLeaves];
        var next = 0;
        for (var t = 0; t < trees.Length; t++)
        {
            var first = t * MostLeaves;
            Number(trees[t], trees[t].Nodes.Length > 0 ? 0 : ~0, ref next, ref first);
            _ends[t] = next;
        }
    }

    /// <summary>A question of a tree: rows whose code is above lose the leaves on the node's left.</summary>
    private readonly record struct Question(int Slot, int Code, int LeftLeaves);

    /// <summary>The masks of a model, or null where a tree is too large or asks otherwise than for a threshold.</summary>
    internal static LeafMasks? Of(Tree[] trees, int features) =>
        trees.All(t => t.Leaves.Length <= MostLeaves && t.Nodes.All(n => n.Kind == SplitKind.AtMost)) ? new LeafMasks(trees, features) : null;

    /// <summary>Adds the leaf values of all trees, in order, to the sums of up to <see cref="BlockRows"/> rows.</summary>
    internal void Add(FeatureMatrix features, int from, Span<double> sums, TreeScore score)
    {
        var codes = ArrayPool<int>.Shared.Rent(_used.Length * BlockRows);
        Encode(features, from, sums.Length, codes);
        Span<int> masks = stackalloc int[BlockRows];
        var (question, single) = (0, score.Single);
        for (var t = 0; t < _ends.Length; t++)
        {
            Ask(_questions.AsSpan(question, _ends[t] - question), codes, masks);
            question = _ends[t];
            var leaves = _leaves.AsSpan(t * MostLeaves, MostLeaves);
            for (var i = 0; i < sums.Length; i++)
            {
                var leaf = leaves[BitOperations.TrailingZeroCount(masks[i])];
                sums[i] = single ? (float)sums[i] + (float)leaf : sums[i] + leaf;
            }
        }

        ArrayPool<int>.Shared.Return(codes);
    }

    private static void Ask(ReadOnlySpan<Question> questions, int[] codes, Span<int> masks)
    {
        var width = Vector<int>.Count;
        for (var row = 0; row < BlockRows; row += 4 * width)
        {
            var (a, b, c, d) = (Vector<int>.AllBitsSet, Vector<int>.AllBitsSet, Vector<int>.AllBitsSet, Vector<int>.AllBitsSet);
            foreach (ref readonly var question in questions)
            {
                var (limit, lost) = (new Vector<int>(question.Code), new Vector<int>(question.LeftLeaves));
                var asked = MemoryMarshal.Cast<int, Vector<int>>(codes.AsSpan((question.Slot * BlockRows) + row, 4 * width));
                a = Vector.AndNot(a, Vector.GreaterThan(asked[0], limit) & lost);
                b = Vector.AndNot(b, Vector.GreaterThan(asked[1], limit) & lost);
                c = Vector.AndNot(c, Vector.GreaterThan(asked[2], limit) & lost);
                d = Vector.AndNot(d, Vector.GreaterThan(asked[3], limit) & lost);
            }

            var answers = MemoryMarshal.Cast<int, Vector<int>>(masks[row..]);
            (answers[0], answers[1], answers[2], answers[3]) = (a, b, c, d);
        }
    }

    /// <summary>Each column used twice at most: once with NaN above every threshold, once with NaN below.</summary>
    private void Encode(FeatureMatrix features, int from, int rows, int[] codes)
    {
        for (var feature = 0; feature < _thresholds.Length; feature++)
        {
            if (!_used[2 * feature] && !_used[(2 * feature) + 1])
            {
                continue;
            }

            var column = features.Column(feature).Slice(from, rows);
            var right = codes.AsSpan(2 * feature * BlockRows, BlockRows);
            var left = codes.AsSpan(((2 * feature) + 1) * BlockRows, BlockRows);
            BinEdges.Encode(column, _thresholds[feature], right[..rows]);
            for (var i = 0; i < column.Length; i++)
            {
                (right[i], left[i]) = double.IsNaN(column[i]) ? (int.MaxValue, -1) : (right[i], right[i]);
            }
        }
    }

    /// <summary>Numbers the leaves from left to right and writes the questions above them; returns the leaves of the subtree.</summary>
    private int Number(Tree tree, int at, ref int question, ref int leaf)
    {
        if (at < 0)
        {
            _leaves[leaf] = tree.Leaves[~at];
            return 1 << (leaf++ % MostLeaves);
        }

        var node = tree.Nodes[at];
        var left = Number(tree, node.Left, ref question, ref leaf);
        var right = Number(tree, node.Right, ref question, ref leaf);
        var slot = (2 * node.Feature) + (node.MissingLeft ? 1 : 0);
        _used[slot] = true;
        _questions[question++] = new Question(slot, Array.BinarySearch(_thresholds[node.Feature], node.Threshold), left);
        return left | right;
    }
}

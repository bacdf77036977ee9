using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
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
    internal const int BlockRows = 128;

    private const int MostLeaves = 64, MostCodes = short.MaxValue;

    /// <summary>A mask lies in planes of 16 leaves, so that a vector holds many rows; most nodes have leaves of one plane on their left.</summary>
    private const int PlaneLeaves = 16, Planes = MostLeaves / PlaneLeaves;

    private readonly EdgeTree[] _ranks;
    private readonly bool[] _used;
    private readonly Question[] _questions;
    private readonly int[] _ends;
    private readonly double[] _leaves;
    private readonly int[] _firstLeaf;

    private LeafMasks(Tree[] trees, double[][] thresholds)
    {
        _ranks = [.. thresholds.Select(t => new EdgeTree(t))];
        _used = new bool[2 * thresholds.Length];
        (_ends, _firstLeaf, _leaves) = (new int[trees.Length * Planes], new int[trees.Length], new double[trees.Sum(t => t.Leaves.Length)]);
        var questions = new List<Question>();
        var asked = Enumerable.Range(0, Planes).Select(_ => new List<Question>()).ToArray();
        var next = 0;
        for (var t = 0; t < trees.Length; t++)
        {
            _firstLeaf[t] = next;
            Number(trees[t], trees[t].Nodes.Length > 0 ? 0 : ~0, _firstLeaf[t], thresholds, asked, ref next);
            for (var plane = 0; plane < Planes; plane++)
            {
                questions.AddRange(asked[plane]);
                asked[plane].Clear();
                _ends[(t * Planes) + plane] = questions.Count;
            }
        }

        _questions = [.. questions];
    }

    /// <summary>A question of a tree: rows whose code is above lose the leaves on the node's left.</summary>
    private readonly record struct Question(int Slot, short Code, short LeftLeaves);

    /// <summary>The masks of a model, or null where a tree is too large or asks otherwise than for a threshold.</summary>
    internal static LeafMasks? Of(Tree[] trees, int features)
    {
        if (trees.All(t => t.Nodes.Length == 0) || trees.Any(t => t.Leaves.Length > MostLeaves || t.Nodes.Any(n => n.Kind != SplitKind.AtMost)))
        {
            return null;
        }

        var thresholds = Enumerable.Range(0, features).Select(_ => Array.Empty<double>()).ToArray();
        foreach (var nodes in trees.SelectMany(t => t.Nodes).GroupBy(n => n.Feature))
        {
            thresholds[nodes.Key] = [.. nodes.Select(n => n.Threshold).Distinct().Order()];
        }

        return thresholds.All(t => t.Length <= MostCodes) ? new LeafMasks(trees, thresholds) : null;
    }

    /// <summary>Adds the leaf values of all trees, in order, to the sums of up to <see cref="BlockRows"/> rows.</summary>
    internal void Add(FeatureMatrix features, int from, Span<double> sums, TreeScore score)
    {
        var codes = ArrayPool<short>.Shared.Rent(_used.Length * BlockRows);
        Encode(features, from, sums.Length, codes);
        Span<short> masks = stackalloc short[Planes * BlockRows];
        var (question, single) = (0, score.Single);
        for (var t = 0; t < _firstLeaf.Length; t++)
        {
            for (var plane = 0; plane < Planes; plane++)
            {
                var end = _ends[(t * Planes) + plane];
                Ask(_questions.AsSpan(question, end - question), codes, masks.Slice(plane * BlockRows, BlockRows));
                question = end;
            }

            ref var leaves = ref _leaves[_firstLeaf[t]];
            for (var i = 0; i < sums.Length; i++)
            {
                var mask = (ushort)masks[i] | ((ulong)(ushort)masks[BlockRows + i] << 16)
                    | ((ulong)(ushort)masks[(2 * BlockRows) + i] << 32) | ((ulong)(ushort)masks[(3 * BlockRows) + i] << 48);
                var leaf = Unsafe.Add(ref leaves, BitOperations.TrailingZeroCount(mask));
                sums[i] = single ? (float)sums[i] + (float)leaf : sums[i] + leaf;
            }
        }

        ArrayPool<short>.Shared.Return(codes);
    }

    private static void Ask(ReadOnlySpan<Question> questions, short[] codes, Span<short> masks)
    {
        var width = Vector<short>.Count;
        for (var row = 0; row < BlockRows; row += 4 * width)
        {
            var (a, b, c, d) = (Vector<short>.AllBitsSet, Vector<short>.AllBitsSet, Vector<short>.AllBitsSet, Vector<short>.AllBitsSet);
            foreach (ref readonly var question in questions)
            {
                var (limit, lost) = (new Vector<short>(question.Code), new Vector<short>(question.LeftLeaves));
                var asked = MemoryMarshal.Cast<short, Vector<short>>(codes.AsSpan((question.Slot * BlockRows) + row, 4 * width));
                a = Vector.AndNot(a, Vector.GreaterThan(asked[0], limit) & lost);
                b = Vector.AndNot(b, Vector.GreaterThan(asked[1], limit) & lost);
                c = Vector.AndNot(c, Vector.GreaterThan(asked[2], limit) & lost);
                d = Vector.AndNot(d, Vector.GreaterThan(asked[3], limit) & lost);
            }

            var answers = MemoryMarshal.Cast<short, Vector<short>>(masks[row..]);
            (answers[0], answers[1], answers[2], answers[3]) = (a, b, c, d);
        }
    }

    /// <summary>Each column used twice at most: once with NaN above every threshold, once with NaN below.</summary>
    private void Encode(FeatureMatrix features, int from, int rows, short[] codes)
    {
        Span<int> ranks = stackalloc int[BlockRows];
        for (var feature = 0; feature < _ranks.Length; feature++)
        {
            if (!_used[2 * feature] && !_used[(2 * feature) + 1])
            {
                continue;
            }

            var column = features.Column(feature).Slice(from, rows);
            var right = codes.AsSpan(2 * feature * BlockRows, BlockRows);
            var left = codes.AsSpan(((2 * feature) + 1) * BlockRows, BlockRows);
            _ranks[feature].Encode(column, ranks[..rows]);
            for (var i = 0; i < column.Length; i++)
            {
                (right[i], left[i]) = double.IsNaN(column[i]) ? (short.MaxValue, (short)-1) : ((short)ranks[i], (short)ranks[i]);
            }
        }
    }

    /// <summary>Numbers the leaves from left to right and writes the questions above them; returns the leaves of the subtree.</summary>
    private ulong Number(Tree tree, int at, int first, double[][] thresholds, List<Question>[] asked, ref int leaf)
    {
        if (at < 0)
        {
            _leaves[leaf] = tree.Leaves[~at];
            return 1UL << (leaf++ - first);
        }

        var node = tree.Nodes[at];
        var left = Number(tree, node.Left, first, thresholds, asked, ref leaf);
        var right = Number(tree, node.Right, first, thresholds, asked, ref leaf);
        var slot = (2 * node.Feature) + (node.MissingLeft ? 1 : 0);
        _used[slot] = true;
        var code = (short)Array.BinarySearch(thresholds[node.Feature], node.Threshold);
        for (var plane = 0; plane < Planes; plane++)
        {
            if ((short)(left >> (plane * PlaneLeaves)) is not 0 and var lost)
            {
                asked[plane].Add(new Question(slot, code, lost));
            }
        }

        return left | right;
    }
}

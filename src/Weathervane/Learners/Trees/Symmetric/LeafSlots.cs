using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>The rows of a symmetric tree, leaf after leaf; bit i of a leaf's number answers split i. Rows keep their order within a leaf.</summary>
/// <remarks>Rows start in a given order that is cut into segments (sampled and not; or the stretches of a permutation); since order is
/// kept, each leaf holds its rows segment after segment, and a range of segments is one span.</remarks>
internal sealed class LeafSlots
{
    private readonly Crew _crew;
    private readonly int _width;
    private readonly int[] _rows, _right, _bounds;
    private readonly Action<int> _splitLeaf;
    private BinCut _cut;

    internal LeafSlots(int rows, int segments, int depth, Crew crew)
    {
        (_crew, _width) = (crew, segments + 1);
        (_rows, _right, _bounds) = (new int[rows], new int[rows], new int[_width << depth]);
        _splitLeaf = SplitLeaf;
    }

    /// <summary>How many leaves there are.</summary>
    internal int Leaves { get; private set; } = 1;

    /// <summary>Starts a tree.</summary>
    /// <param name="order">[rows]; empty for 0, 1, 2, ...</param>
    /// <param name="ends">[segments] where each segment ends; the last at the number of rows.</param>
    internal void Reset(ReadOnlySpan<int> order, ReadOnlySpan<int> ends)
    {
        order.CopyTo(_rows);
        for (var i = order.Length; i < _rows.Length; i++)
        {
            _rows[i] = i;
        }

        _bounds[0] = 0;
        ends.CopyTo(_bounds.AsSpan(1));
        Leaves = 1;
    }

    /// <summary>How many rows a leaf has.</summary>
    internal int Count(int leaf) => Rows(leaf, 0, _width - 1).Length;

    /// <summary>How many rows a leaf has in segments <paramref name="from"/> to before <paramref name="to"/>.</summary>
    internal int Count(int leaf, int from, int to) => _bounds[(leaf * _width) + to] - _bounds[(leaf * _width) + from];

    /// <summary>The rows of a leaf.</summary>
    internal ReadOnlySpan<int> Rows(int leaf) => Rows(leaf, 0, _width - 1);

    /// <summary>The rows of a leaf in segments <paramref name="from"/> to before <paramref name="to"/>.</summary>
    internal ReadOnlySpan<int> Rows(int leaf, int from, int to)
    {
        var start = _bounds[(leaf * _width) + from];
        return _rows.AsSpan(start, _bounds[(leaf * _width) + to] - start);
    }

    /// <summary>Splits every leaf by one question: rows whose code is above <paramref name="bin"/> move to the leaf with one more bit.</summary>
    internal void Split(BinnedRows data, int feature, int bin)
    {
        _cut = new BinCut(data, feature, bin, missingLeft: false);
        _crew.Run(Leaves, _splitLeaf);
        Leaves *= 2;
    }

    /// <summary>A split that parts no rows of any leaf, given the others; -1 where every split is needed.</summary>
    internal int Redundant()
    {
        for (var bit = 1; bit < Leaves; bit *= 2)
        {
            var needed = false;
            for (var leaf = 0; leaf < Leaves && !needed; leaf++)
            {
                needed = (leaf & bit) == 0 && Count(leaf) > 0 && Count(leaf | bit) > 0;
            }

            if (!needed)
            {
                return int.Log2(bit);
            }
        }

        return -1;
    }

    /// <summary>Takes a redundant split out.</summary>
    internal void Remove(int split)
    {
        var bit = 1 << split;
        Leaves /= 2;
        for (var leaf = 0; leaf < Leaves; leaf++)
        {
            var from = (leaf & (bit - 1)) | ((leaf & -bit) << 1);
            from |= Count(from) == 0 ? bit : 0;
            _bounds.AsSpan(from * _width, _width).CopyTo(_bounds.AsSpan(leaf * _width));
        }
    }

    /// <summary>Writes the leaf of each row.</summary>
    /// <param name="leafOf">[rows], by row number.</param>
    internal void Write(ushort[] leafOf) => _crew.Run(Leaves, leaf =>
    {
        foreach (var row in Rows(leaf))
        {
            leafOf[row] = (ushort)leaf;
        }
    });

    private void SplitLeaf(int leaf)
    {
        var bounds = _bounds.AsSpan(leaf * _width, _width);
        var others = _bounds.AsSpan((leaf + Leaves) * _width, _width);
        var start = bounds[0];
        var (lefts, rights, from) = (0, 0, start);
        ref var left = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), start);
        ref var right = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_right), start);
        others[0] = 0;
        for (var segment = 1; segment < _width; segment++)
        {
            var to = bounds[segment];
            var stay = _cut.Part(_rows.AsSpan(from, to - from), ref Unsafe.Add(ref left, lefts), ref Unsafe.Add(ref right, rights));
            (lefts, rights) = (lefts + stay, rights + to - from - stay);
            (from, bounds[segment], others[segment]) = (to, start + lefts, rights);
        }

        Array.Copy(_right, start, _rows, start + lefts, rights);
        foreach (ref var bound in others)
        {
            bound += start + lefts;
        }
    }
}

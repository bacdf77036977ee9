using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>Sorted edges in blocks of sixteen, under blocks that hold the last edge of each but the last, up to a single one: a value's code costs one comparison
/// with a whole block a level, and no branch to guess wrong.</summary>
/// <remarks>The bottom holds the edges in order, so the place that a value falls into is the number of edges below it. Source: Slotin (2022),
/// Algorithms for Modern Hardware, static B-trees.</remarks>
internal sealed class EdgeTree
{
    private const int Width = 16;

    // From the top down; each a multiple of the width long, filled up with infinity, which is below nothing.
    private readonly double[][] _levels;

    /// <param name="edges">Ascending, any number.</param>
    internal EdgeTree(ReadOnlySpan<double> edges)
    {
        var levels = new List<double[]> { Blocks(edges) };
        while (levels[^1].Length > Width)
        {
            var below = levels[^1];
            // Not that of the last block: whatever is above all others belongs there.
            levels.Add(Blocks([.. Enumerable.Range(1, (below.Length / Width) - 1).Select(block => below[(block * Width) - 1])]));
        }

        levels.Reverse();
        _levels = [.. levels];
    }

    /// <summary>The codes of values: the number of edges below each, or that of a missing value.</summary>
    /// <param name="values">[values], NaN being missing.</param>
    /// <param name="codes">[values], filled.</param>
    /// <param name="missing">The code of NaN.</param>
    internal void Encode(ReadOnlySpan<double> values, Span<int> codes, int missing = BinEdges.Missing)
    {
        Check.SameLength(codes.Length, values.Length, nameof(codes));
        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = double.IsNaN(values[i]) ? missing : Below(values[i]);
        }
    }

    /// <summary>How many edges are below a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Below(double value)
    {
        var (place, sought) = (0, Vector512.Create(value));
        foreach (var level in _levels)
        {
            ref var block = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(level), place * Width);
            var below = Vector512.LessThan(Vector512.LoadUnsafe(ref block), sought).ExtractMostSignificantBits()
                | (Vector512.LessThan(Vector512.LoadUnsafe(ref block, 8), sought).ExtractMostSignificantBits() << 8);
            place = (place * Width) + BitOperations.PopCount((uint)below);
        }

        return place;
    }

    private static double[] Blocks(ReadOnlySpan<double> edges)
    {
        var blocks = new double[Math.Max((edges.Length + Width - 1) / Width, 1) * Width];
        edges.CopyTo(blocks);
        blocks.AsSpan(edges.Length).Fill(double.PositiveInfinity);
        return blocks;
    }
}

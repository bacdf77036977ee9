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
    private const int Width = 16, Half = Width / 2;

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
        ref var top = ref MemoryMarshal.GetArrayDataReference(_levels[0]);
        // Held in registers from value to value.
        var (first, second) = (Vector512.LoadUnsafe(ref top), Vector512.LoadUnsafe(ref top, Half));
        var isTwo = _levels.Length == 2;
        ref var bottom = ref MemoryMarshal.GetArrayDataReference(_levels[^1]);
        for (var i = 0; i < values.Length; i++)
        {
            var sought = Vector512.Create(values[i]);
            var place = Below(first, second, sought);
            if (isTwo)
            {
                // The levels of whoever has at most 256 edges: those of bins.
                place = Below(ref bottom, place, sought);
            }
            else
            {
                foreach (var level in _levels.AsSpan(1))
                {
                    place = Below(ref MemoryMarshal.GetArrayDataReference(level), place, sought);
                }
            }

            codes[i] = double.IsNaN(values[i]) ? missing : place;
        }
    }

    /// <summary>The place that a value falls into on the level below a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(ref double level, int place, Vector512<double> sought)
    {
        ref var block = ref Unsafe.Add(ref level, place * Width);
        return (place * Width) + Below(Vector512.LoadUnsafe(ref block), Vector512.LoadUnsafe(ref block, Half), sought);
    }

    /// <summary>How many edges of a block are below a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(Vector512<double> first, Vector512<double> second, Vector512<double> sought) =>
        BitOperations.PopCount((uint)(Vector512.LessThan(first, sought).ExtractMostSignificantBits() | (Vector512.LessThan(second, sought).ExtractMostSignificantBits() << Half)));

    private static double[] Blocks(ReadOnlySpan<double> edges)
    {
        var blocks = new double[Math.Max((edges.Length + Width - 1) / Width, 1) * Width];
        edges.CopyTo(blocks);
        blocks.AsSpan(edges.Length).Fill(double.PositiveInfinity);
        return blocks;
    }
}

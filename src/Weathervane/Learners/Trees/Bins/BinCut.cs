using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>A cut behind one bin of a column: parts rows, and keeps their order on either side.</summary>
/// <param name="data">The rows' bins.</param>
/// <param name="feature">The column.</param>
/// <param name="bin">The last bin that goes left.</param>
/// <param name="missingLeft">Whether missing values, which are above every bin, go left, too.</param>
internal readonly struct BinCut(BinnedRows data, int feature, int bin, bool missingLeft)
{
    private const int Lanes = 8;

    // For each set of lanes: their numbers in order, then anything.
    private static readonly int[] _chosen = [.. Enumerable.Range(0, 1 << Lanes).SelectMany(Chosen)];

    private readonly byte[] _codes = data.CodesOf(feature);

    // Missing is brought below every bin by wrapping round.
    private readonly byte _offset = (byte)(missingLeft ? 1 : 0);
    private readonly byte _limit = (byte)(missingLeft ? bin + 1 : bin);

    /// <summary>Writes rows to two sides.</summary>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="left">Where the left rows go, with room for all; holds anything behind them then.</param>
    /// <param name="right">Where the right rows go, likewise.</param>
    /// <returns>How many went left.</returns>
    internal int Part(ReadOnlySpan<int> rows, ref int left, ref int right)
    {
        var (i, lefts) = Vector256.IsHardwareAccelerated ? PartByEight(rows, ref left, ref right) : (0, 0);
        ref var code = ref MemoryMarshal.GetArrayDataReference(_codes);
        for (; i < rows.Length; i++)
        {
            // Written to both sides, and counted where it belongs: no branch to guess wrong.
            var row = rows[i];
            var goesLeft = (byte)(Unsafe.Add(ref code, (uint)row) + _offset) <= _limit;
            Unsafe.Add(ref left, lefts) = row;
            Unsafe.Add(ref right, i - lefts) = row;
            lefts += goesLeft ? 1 : 0;
        }

        return lefts;
    }

    /// <summary>Eight rows together, of which those that go to a side are brought to its front: sixteen stores become two.</summary>
    private (int Done, int Lefts) PartByEight(ReadOnlySpan<int> rows, ref int left, ref int right)
    {
        var (lefts, i) = (0, 0);
        var (offset, limit, low) = (Vector128.Create((ushort)_offset), Vector128.Create((ushort)_limit), Vector128.Create((ushort)0xff));
        ref var code = ref MemoryMarshal.GetArrayDataReference(_codes);
        ref var from = ref MemoryMarshal.GetReference(rows);
        var areNeighbours = rows.Length > 0 && rows[^1] - rows[0] == rows.Length - 1;
        for (; i <= rows.Length - Lanes; i += Lanes)
        {
            ref var r = ref Unsafe.Add(ref from, i);
            var codes = areNeighbours ? Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref code, (uint)r))).AsByte()) : Vector128.Create(
                (ushort)Unsafe.Add(ref code, (uint)r), Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 1)),
                Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 2)), Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 3)),
                Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 4)), Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 5)),
                Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 6)), Unsafe.Add(ref code, (uint)Unsafe.Add(ref r, 7)));
            var goLeft = Vector128.LessThanOrEqual((codes + offset) & low, limit).ExtractMostSignificantBits();
            var eight = Vector256.LoadUnsafe(ref r);
            Choose(eight, goLeft).StoreUnsafe(ref left, (nuint)lefts);
            Choose(eight, goLeft ^ 0xff).StoreUnsafe(ref right, (nuint)(i - lefts));
            lefts += BitOperations.PopCount(goLeft);
        }

        return (i, lefts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Choose(Vector256<int> rows, uint lanes) =>
        Vector256.ShuffleNative(rows, Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_chosen), lanes * Lanes));

    private static IEnumerable<int> Chosen(int lanes) => Enumerable.Range(0, Lanes).OrderBy(lane => (lanes >> lane & 1) == 0);
}

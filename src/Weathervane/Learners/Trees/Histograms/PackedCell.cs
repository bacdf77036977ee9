using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Histograms;

/// <summary>Gradient and hessian as whole numbers in one word: the gradient in the upper half, the hessian, never negative, in the lower.</summary>
/// <remarks>One integer addition updates both, and integer sums do not depend on their order. The makers of cells see to it
/// that no sum over all rows leaves 31 bits.</remarks>
internal struct PackedCell(long bits) : ICell<PackedCell>
{
    // 2^32 divided by the golden ratio: neighbouring rows get numbers far apart.
    private const uint Odd = 0x9E3779B9;

    private long _bits = bits;

    internal static PackedCell Of(long g, long h) => new((g << 32) + h);

    /// <inheritdoc/>
    public readonly double G => _bits >> 32;

    /// <inheritdoc/>
    public readonly double H => (uint)_bits;

    public static PackedCell operator +(PackedCell a, PackedCell b) => new(a._bits + b._bits);

    public static PackedCell operator -(PackedCell a, PackedCell b) => new(a._bits - b._bits);

    /// <inheritdoc/>
    /// <remarks>Written out like this, with a constant offset, it becomes one instruction that adds to memory; a reference to the sum would be worked out first.</remarks>
    public static void AddTo(ref PackedCell sums, int offset, nuint index, PackedCell added) =>
        Unsafe.Add(ref Unsafe.Add(ref sums, offset), index)._bits = Unsafe.Add(ref Unsafe.Add(ref sums, offset), index)._bits + added._bits;

    /// <inheritdoc/>
    public static void Subtract(Span<PackedCell> parent, ReadOnlySpan<PackedCell> child)
    {
        var from = MemoryMarshal.Cast<PackedCell, Vector<long>>(parent);
        var taken = MemoryMarshal.Cast<PackedCell, Vector<long>>(child);
        for (var i = 0; i < from.Length; i++)
        {
            from[i] -= taken[i];
        }
    }

    /// <inheritdoc/>
    public static void Prefix(ReadOnlySpan<PackedCell> histogram, Span<double> g, Span<double> h)
    {
        // The sums wait as bits where the gradients are to stand. One addition leads from four bins to the next four.
        var sums = MemoryMarshal.Cast<double, long>(g)[..histogram.Length];
        var (sum, b) = (0L, 0);
        for (; b <= sums.Length - 4; b += 4)
        {
            var first = histogram[b]._bits;
            var second = first + histogram[b + 1]._bits;
            var third = second + histogram[b + 2]._bits;
            (sums[b], sums[b + 1], sums[b + 2]) = (sum + first, sum + second, sum + third);
            sum += third + histogram[b + 3]._bits;
            sums[b + 3] = sum;
        }

        for (; b < sums.Length; b++)
        {
            sum += histogram[b]._bits;
            sums[b] = sum;
        }

        for (b = 0; b <= sums.Length - Vector<long>.Count; b += Vector<long>.Count)
        {
            Halves(new Vector<long>(sums[b..]), out var upper, out var lower);
            upper.CopyTo(g[b..]);
            lower.CopyTo(h[b..]);
        }

        for (; b < sums.Length; b++)
        {
            sum = sums[b];
            (g[b], h[b]) = (sum >> 32, (uint)sum);
        }
    }

    /// <summary>The halves of words as doubles, by bits alone: few processors convert whole words.</summary>
    private static void Halves(Vector<long> bits, out Vector<double> upper, out Vector<double> lower)
    {
        // A double of 2^52 and a bit of less than 2^32 holds that bit in its last places. The upper half is signed: 2^31 more makes it none.
        var whole = new Vector<long>(0x4330_0000_0000_0000);
        lower = Vector.AsVectorDouble((bits & new Vector<long>(uint.MaxValue)) | whole) - new Vector<double>(1L << 52);
        upper = Vector.AsVectorDouble((bits >>> 32) ^ (whole | new Vector<long>(1L << 31))) - new Vector<double>((1L << 52) + (1L << 31));
    }

    /// <inheritdoc/>
    public static CellScale ScaleOf(double maxG, double maxH, int rows)
    {
        // The sum over all rows, each rounded up by one, must stay within 31 bits; 20 bits for one row are precision enough.
        var most = Math.Max(Math.Min((int.MaxValue / rows) - 1, 1 << 20), 1);
        return new CellScale(maxG > 0 ? maxG / most : 1, maxH > 0 ? maxH / most : 1);
    }

    /// <inheritdoc/>
    public static void Fill(
        ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian, Span<PackedCell> cells, CellScale scale, ulong seed, int firstRow)
    {
        var (perG, perH, key) = (1 / scale.G, 1 / scale.H, (uint)seed ^ (uint)(seed >> 32));
        var bits = MemoryMarshal.Cast<PackedCell, long>(cells);
        var i = 0;
        for (; i <= cells.Length - Vector512<uint>.Count; i += Vector512<uint>.Count)
        {
            var random = Mix((Vector512.CreateSequence((uint)(firstRow + i), 1u) * Odd) + Vector512.Create(key));
            var (low, high) = Vector512.Widen(random);
            var half = i + Vector512<long>.Count;
            Rounded(gradient[i..], hessian[i..], perG, perH, low).CopyTo(bits[i..]);
            Rounded(gradient[half..], hessian[half..], perG, perH, high).CopyTo(bits[half..]);
        }

        for (; i < cells.Length; i++)
        {
            // Rounded up with the probability of the fraction, so that sums over many rows are right on average.
            var random = Mix(((uint)(firstRow + i) * Odd) + key);
            var g = (long)Math.Floor((gradient[i] * perG) + ((random >> 16) * (1.0 / 65536)));
            var h = (long)Math.Floor((hessian[i] * perH) + ((random & 0xFFFF) * (1.0 / 65536)));
            cells[i] = Of(g, h);
        }
    }

    /// <summary>A vector of cells; the same whole numbers as one at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Rounded(ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian, double perG, double perH, Vector512<ulong> random)
    {
        // By bits alone, as few processors convert whole vectors between doubles and words: two's complement in the last places.
        var at = Vector512.Create(FixedMath.WholeAt);
        var forG = (random >> 16 | at.AsUInt64()).AsDouble() - at;
        var forH = (random & Vector512.Create(0xFFFFUL) | at.AsUInt64()).AsDouble() - at;
        var g = Vector512.Floor((Vector512.Create(gradient) * perG) + (forG * (1.0 / 65536))) + at;
        var h = Vector512.Floor((Vector512.Create(hessian) * perH) + (forH * (1.0 / 65536))) + at;
        return (g.AsInt64() << 32) + (h.AsInt64() ^ at.AsInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Mix(Vector512<uint> x)
    {
        x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
        x = (x ^ (x >> 13)) * 0xC2B2AE35u;
        return x ^ (x >> 16);
    }

    /// <summary>Murmur3's finaliser: every bit of the result depends on every bit of the number.</summary>
    private static uint Mix(uint x)
    {
        x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
        x = (x ^ (x >> 13)) * 0xC2B2AE35u;
        return x ^ (x >> 16);
    }
}

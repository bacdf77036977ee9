namespace Weathervane.Numerics;

/// <summary>Sobol's points: numbers in [0, 1) that fill a cube more evenly than chance does.</summary>
/// <remarks>With a seed every dimension is scrambled after Owen, which keeps the evenness and makes each point uniform by itself.
/// Sources: Antonov and Saleev (1979) for the Gray-code order; Burley (2020), Practical Hash-based Owen Scrambling.</remarks>
public sealed class SobolSequence
{
    /// <summary>Most dimensions: as many as the table of directions holds.</summary>
    public const int DimensionsMax = 64;

    private const int Bits = 32;
    private static readonly uint[][] AllDirections = [.. Enumerable.Range(0, DimensionsMax).Select(Directions)];
    private readonly uint[][] _directions;
    private readonly uint[]? _seeds;

    /// <summary>A sequence.</summary>
    /// <param name="dimensions">1 to <see cref="DimensionsMax"/>.</param>
    /// <param name="seed">Seed of the scrambling; null for the plain sequence, which starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">More dimensions than the table holds.</exception>
    public SobolSequence(int dimensions, ulong? seed = null)
    {
        Check.InRange(dimensions, 1, DimensionsMax);
        _directions = AllDirections[..dimensions];
        _seeds = seed is { } s ? [.. Enumerable.Range(0, dimensions).Select(d => (uint)(SeededRandom.Mix(s, (ulong)d) >> 32))] : null;
    }

    /// <summary>Writes a point.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="destination">[dimensions] in [0, 1).</param>
    public void Point(uint index, Span<double> destination)
    {
        Check.SameLength(destination.Length, _directions.Length, nameof(destination));
        var gray = index ^ (index >> 1);
        for (var d = 0; d < destination.Length; d++)
        {
            var x = 0u;
            for (var bit = 0; gray >> bit != 0; bit++)
            {
                x ^= (gray >> bit & 1) == 1 ? _directions[d][bit] : 0;
            }

            destination[d] = (_seeds is null ? x : Scramble(x, _seeds[d])) / 4294967296.0;
        }
    }

    private static uint[] Directions(int dimension)
    {
        var v = new uint[Bits];
        if (dimension == 0)
        {
            for (var i = 0; i < Bits; i++)
            {
                v[i] = 1u << (Bits - 1 - i);
            }

            return v;
        }

        var row = SobolDirections.All[dimension - 1];
        var degree = row.Length - 1;
        for (var i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                v[i] = (uint)row[i + 1] << (Bits - 1 - i);
                continue;
            }

            v[i] = v[i - degree] ^ (v[i - degree] >> degree);
            for (var k = 1; k < degree; k++)
            {
                v[i] ^= (row[0] >> (degree - 1 - k) & 1) == 1 ? v[i - k] : 0;
            }
        }

        return v;
    }

    /// <summary>Flips each bit by a hash of the bits above it (Laine and Karras on the reversed number).</summary>
    private static uint Scramble(uint x, uint seed)
    {
        x = Reverse(x);
        x += seed;
        x ^= x * 0x6c50b47cu;
        x ^= x * 0xb82f1e52u;
        x ^= x * 0xc7afe638u;
        x ^= x * 0x8d22f6e6u;
        return Reverse(x);
    }

    private static uint Reverse(uint x)
    {
        x = (x >> 16) | (x << 16);
        x = ((x & 0xff00ff00) >> 8) | ((x & 0x00ff00ff) << 8);
        x = ((x & 0xf0f0f0f0) >> 4) | ((x & 0x0f0f0f0f) << 4);
        x = ((x & 0xcccccccc) >> 2) | ((x & 0x33333333) << 2);
        return ((x & 0xaaaaaaaa) >> 1) | ((x & 0x55555555) << 1);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weathervane.Numerics;

/// <summary>A random stream that is wholly given by its seed: the same numbers on every machine, thread and run.</summary>
/// <remarks>Mutable; one owner at a time. Work that is split over threads takes one <see cref="Fork"/> a piece, so that the
/// split does not change the numbers. Source: Blackman and Vigna (2018), xoshiro256**, seeded with SplitMix64.</remarks>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">Any number; equal seeds give equal streams.</param>
    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>An independent stream for a piece of the work, given by this seed and the piece's number alone.</summary>
    /// <param name="seed">The seed of the whole work.</param>
    /// <param name="piece">The number of the piece: a tree, a fold, a trial.</param>
    public static SeededRandom Fork(ulong seed, ulong piece) => new(Mix(seed, piece));

    /// <summary>Mixes two numbers into a seed; neighbours give unrelated results.</summary>
    /// <param name="seed">The seed of the whole work.</param>
    /// <param name="piece">The number of the piece.</param>
    public static ulong Mix(ulong seed, ulong piece)
    {
        var state = seed + (0x9E3779B97F4A7C15UL * (piece + 1));
        return SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform whole number in [0, <paramref name="bound"/>), without bias.</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt(int bound)
    {
        Check.InRange(bound, 1, int.MaxValue);
        return Below(bound);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Below(int bound)
    {
        // Lemire (2019): the high half of a product, with the few biased low halves drawn again. The remainder, below the range, is seldom worked out.
        var range = (ulong)bound;
        while (true)
        {
            var product = (NextUInt64() >> 32) * range;
            if ((product & 0xFFFFFFFF) >= range || (product & 0xFFFFFFFF) >= ((1UL << 32) - range) % range)
            {
                return (int)(product >> 32);
            }
        }
    }

    /// <summary>A standard normal number.</summary>
    public double NextGaussian()
    {
        // Marsaglia's polar method; the second number of the pair is dropped so that the stream has no hidden state.
        while (true)
        {
            var x = (2 * NextDouble()) - 1;
            var y = (2 * NextDouble()) - 1;
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                return x * Math.Sqrt(-2 * FixedMath.Log(square) / square);
            }
        }
    }

    /// <summary>Puts the items in a random order, in place.</summary>
    /// <param name="items">The items.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Whether the next of some items is among those drawn: asked once an item, exactly the wanted number are taken, all sets being as likely.</summary>
    /// <param name="wanted">How many of the items left are still to be taken; counted down.</param>
    /// <param name="left">How many items are left, this one included.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Takes(ref int wanted, int left)
    {
        var taken = wanted == left || Below(left) < wanted;
        wanted -= taken ? 1 : 0;
        return taken;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

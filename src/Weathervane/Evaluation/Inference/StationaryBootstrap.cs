using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>Rows that are drawn together because they follow each other.</summary>
/// <param name="Start">The first row.</param>
/// <param name="Length">How many rows; none beyond the last row of the data.</param>
internal readonly record struct RowBlock(int Start, int Length);

/// <summary>Draws samples of rows in blocks of random length, so that neighbours stay together and every row is as likely as any other.</summary>
/// <remarks>Lengths are geometric; a block that reaches the end goes on at the beginning. Source: Politis and Romano (1994), JASA 89(428).</remarks>
/// <param name="rows">How many rows there are, and are drawn.</param>
/// <param name="meanLength">Of a block, at least 1; at 1 rows are drawn one by one.</param>
/// <param name="seed">Seed of all draws.</param>
internal sealed class StationaryBootstrap(int rows, double meanLength, ulong seed)
{
    // Up to this mean length counting on row by row is quicker than a logarithm.
    private const double CountedMax = 10;
    private readonly double _goesOn = 1 - (1 / meanLength);
    private readonly double _logGoesOn = meanLength > 1 ? FixedMath.Log(1 - (1 / meanLength)) : double.NegativeInfinity;

    /// <summary>A geometric length with the wanted mean, by inversion, at most so many rows.</summary>
    private int Length(SeededRandom random, int most)
    {
        if (meanLength <= 1)
        {
            return 1;
        }

        var u = 1 - random.NextDouble();
        if (meanLength > CountedMax)
        {
            return (int)Math.Min(most, 1 + Math.Floor(FixedMath.Log(u) / _logGoesOn));
        }

        var length = 1;
        for (var limit = _goesOn; u <= limit && length < most; limit *= _goesOn)
        {
            length++;
        }

        return length;
    }

    /// <summary>The blocks of one draw; together they have as many rows as the data.</summary>
    /// <param name="draw">From 0; each has its own stream, so that draws can be made in any order.</param>
    /// <param name="blocks">Emptied and filled.</param>
    internal void Draw(int draw, List<RowBlock> blocks)
    {
        var random = SeededRandom.Fork(seed, (ulong)draw);
        blocks.Clear();
        for (var left = rows; left > 0;)
        {
            // The high half of a product; rows differ in chance by less than 1 in 2^32 / rows.
            var start = (int)(((random.NextUInt64() >> 32) * (ulong)rows) >> 32);
            var length = Length(random, left);
            left -= length;
            while (length > 0)
            {
                var here = Math.Min(length, rows - start);
                blocks.Add(new RowBlock(start, here));
                (start, length) = (0, length - here);
            }
        }
    }
}

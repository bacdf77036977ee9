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
    private readonly double _logGoesOn = meanLength > 1 ? FixedMath.Log(1 - (1 / meanLength)) : double.NegativeInfinity;

    /// <summary>The blocks of one draw; together they have as many rows as the data.</summary>
    /// <param name="draw">From 0; each has its own stream, so that draws can be made in any order.</param>
    /// <param name="blocks">Emptied and filled.</param>
    internal void Draw(int draw, List<RowBlock> blocks)
    {
        var random = SeededRandom.Fork(seed, (ulong)draw);
        blocks.Clear();
        for (var left = rows; left > 0;)
        {
            var start = random.NextInt(rows);
            // 1 + the whole part of ln U / ln(1 - 1/L) is geometric with mean L.
            var wanted = meanLength > 1 ? 1 + Math.Floor(FixedMath.Log(1 - random.NextDouble()) / _logGoesOn) : 1;
            var length = (int)Math.Min(left, wanted);
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

using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>Rows whose probabilities lie side by side and that get one value in common.</summary>
/// <param name="Lower">The smallest probability among them.</param>
/// <param name="Upper">The largest.</param>
/// <param name="ShareUp">How many of them were up: rises from block to block.</param>
/// <param name="Rows">How many there are.</param>
internal readonly record struct IsotonicBlock(double Lower, double Upper, double ShareUp, long Rows);

/// <summary>The rising curve that is nearest to the labels in squares.</summary>
/// <remarks>Source: Ayer, Brunk, Ewing, Reid, Silverman (1955), An Empirical Distribution Function for Sampling with Incomplete Information.</remarks>
internal static class PoolAdjacentViolators
{
    /// <summary>The blocks, from the smallest probability to the largest; ties share a block.</summary>
    internal static List<IsotonicBlock> Blocks(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        // Counts, not shares, are added up, so that equal shares compare equal.
        var blocks = new List<(double Lower, double Upper, long Ups, long Rows)>();
        foreach (var (probability, up, down) in Enumerable.Reverse(Thresholds.Descending(labels, probabilities)))
        {
            var next = (Lower: probability, Upper: probability, Ups: up, Rows: up + down);
            while (blocks.Count > 0 && blocks[^1].Ups * next.Rows >= next.Ups * blocks[^1].Rows)
            {
                next = (blocks[^1].Lower, next.Upper, next.Ups + blocks[^1].Ups, next.Rows + blocks[^1].Rows);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(next);
        }

        return [.. blocks.Select(b => new IsotonicBlock(b.Lower, b.Upper, (double)b.Ups / b.Rows, b.Rows))];
    }
}

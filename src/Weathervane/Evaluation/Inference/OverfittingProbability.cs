namespace Weathervane.Evaluation.Inference;

/// <summary>How likely it is that the best of several tries on one half of the data is below the median of them on the other half.</summary>
/// <remarks>Combinatorially symmetric cross-validation: the blocks are put into an even number of groups, and each way to take half of the groups is
/// one test. 0 is no overfitting, 0.5 is a choice without any worth. Source: Bailey, Borwein, Lopez de Prado and Zhu (2017), The Probability of Backtest Overfitting.</remarks>
public static class OverfittingProbability
{
    /// <summary>Works out the probability; a best that is the median itself counts one half.</summary>
    /// <param name="blocks">[tries][blocks] gains in time order, the larger the better; all of one length.</param>
    /// <param name="groups">How many groups the blocks are put into: even, 2 to 16; fewer where there are fewer blocks.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>NaN for fewer than two tries or two blocks.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or the number of groups is odd.</exception>
    public static double Of(IReadOnlyList<double[]> blocks, int groups = 16, CancellationToken cancel = default)
    {
        if (Check.InRange(groups, 2, 16) % 2 != 0)
        {
            throw new ArgumentException($"groups must be even, but is {groups}.", nameof(groups));
        }

        var length = blocks.Count == 0 ? 0 : blocks[0].Length;
        groups = Math.Min(groups, length / 2 * 2);
        if (blocks.Count < 2 || groups < 2)
        {
            return double.NaN;
        }

        var sums = new double[blocks.Count][];
        for (var i = 0; i < sums.Length; i++)
        {
            Check.SameLength(blocks[i].Length, length, nameof(blocks));
            sums[i] = [.. Enumerable.Range(0, groups).Select(g => blocks[i][(g * length / groups)..((g + 1) * length / groups)].Sum())];
        }

        double below = 0, all = 0;
        for (var half = 0u; half < 1u << groups; half++)
        {
            if (System.Numerics.BitOperations.PopCount(half) == groups / 2)
            {
                cancel.ThrowIfCancellationRequested();
                below += BelowMedian(sums, half, groups);
                all++;
            }
        }

        return below / all;
    }

    /// <summary>1 where the best of the half is below the median of the rest, 0 where it is above, and one half where it is the median itself: else the odd numbers of tries, which
    /// alone have a middle one, would call a choice without any worth overfitted in more than half of the cases (two of three tries).</summary>
    private static double BelowMedian(double[][] sums, uint half, int groups)
    {
        var (best, bestGain) = (0, double.NegativeInfinity);
        Span<double> rest = sums.Length <= 512 ? stackalloc double[sums.Length] : new double[sums.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            double inside = 0, outside = 0;
            for (var g = 0; g < groups; g++)
            {
                var isInside = (half >> g & 1) == 1;
                inside += isInside ? sums[i][g] : 0;
                outside += isInside ? 0 : sums[i][g];
            }

            rest[i] = outside;
            (best, bestGain) = inside > bestGain ? (i, inside) : (best, bestGain);
        }

        // The rank of the best among all, from 1, ties counting half; that of the median is (tries + 1) / 2.
        var rank = 0.5;
        foreach (var other in rest)
        {
            rank += other < rest[best] ? 1 : other == rest[best] ? 0.5 : 0;
        }

        var middle = (sums.Length + 1) / 2.0;
        return rank < middle ? 1 : rank == middle ? 0.5 : 0;
    }
}

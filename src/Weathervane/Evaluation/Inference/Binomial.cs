using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>Exact tests of a count of independent rows that each come true with the same chance.</summary>
public static class Binomial
{
    // Counts that are as likely as the one seen must not drop out by the last digits of their chance.
    private const double Slack = 1 + 1e-7;

    /// <summary>Chance of a count up to <paramref name="count"/>.</summary>
    /// <param name="count">0 to <paramref name="rows"/>.</param>
    /// <param name="rows">How many rows; 0 or more.</param>
    /// <param name="chance">Of each row, in [0, 1].</param>
    public static double AtMost(long count, long rows, double chance) =>
        Check.InRange(count, 0, rows) == rows ? 1 : chance == 0 ? 1 : chance == 1 ? 0 : Beta.Regularised(rows - count, count + 1, 1 - chance, chance);

    /// <summary>Chance of a count of <paramref name="count"/> or more.</summary>
    /// <param name="count">0 to <paramref name="rows"/>.</param>
    /// <param name="rows">How many rows; 0 or more.</param>
    /// <param name="chance">Of each row, in [0, 1].</param>
    public static double AtLeast(long count, long rows, double chance) =>
        Check.InRange(count, 0, rows) == 0 ? 1 : chance == 0 ? 0 : chance == 1 ? 1 : Beta.Regularised(count, rows - count + 1, chance, 1 - chance);

    /// <summary>The two-sided p-value: the chance of all counts that are no likelier than the one seen, as R and SciPy have it.</summary>
    /// <param name="count">0 to <paramref name="rows"/>.</param>
    /// <param name="rows">How many rows; with 0 nothing speaks against the chance, so the value is 1.</param>
    /// <param name="chance">Of each row, in [0, 1].</param>
    public static double TwoSided(long count, long rows, double chance)
    {
        Check.InRange(count, 0, rows);
        Check.InRange(chance, 0.0, 1.0);
        if (rows == 0 || chance is 0 or 1)
        {
            return rows == 0 || count == (chance == 0 ? 0 : rows) ? 1 : 0;
        }

        var mean = rows * chance;
        if (count == mean)
        {
            return 1;
        }

        var limit = LogChance(count, rows, chance) + FixedMath.Log(Slack);
        return count < mean
            ? Math.Min(1, AtMost(count, rows, chance) + Far(limit, rows, chance, (long)Math.Ceiling(mean), rows, rising: false))
            : Math.Min(1, AtLeast(count, rows, chance) + Far(limit, rows, chance, 0, (long)Math.Floor(mean), rising: true));
    }

    /// <summary>The chance of the counts on the other side that are no likelier than the limit; their chances rise or fall all the way.</summary>
    private static double Far(double limit, long rows, double chance, long from, long to, bool rising)
    {
        // Halving finds how many counts of [from, to] lie beyond the limit, at the end that is farther from the mean.
        long least = 0, most = to - from + 1;
        while (least < most)
        {
            var beyond = least + ((most - least + 1) / 2);
            var edge = rising ? from + beyond - 1 : to - beyond + 1;
            (least, most) = LogChance(edge, rows, chance) <= limit ? (beyond, most) : (least, beyond - 1);
        }

        return least == 0 ? 0 : rising ? AtMost(from + least - 1, rows, chance) : AtLeast(to - least + 1, rows, chance);
    }

    private static double LogChance(long count, long rows, double chance) =>
        Beta.LogGamma(rows + 1) - Beta.LogGamma(count + 1) - Beta.LogGamma(rows - count + 1)
        + (count * FixedMath.Log(chance)) + ((rows - count) * FixedMath.Log1P(-chance));
}

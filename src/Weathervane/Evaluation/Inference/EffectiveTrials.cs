using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>How many independent tries would have been as likely to show so good a best one by luck as tries that resemble each other.</summary>
/// <remarks>The tries' gains, block by block of time, are given random signs and sizes block by block (a Gaussian multiplier, the same for all
/// tries), which keeps their correlations and takes away every edge. From the 97.5 % point q of the largest standardised sum the number follows as
/// ln 0.975 / ln Phi(q): the level at which a gain is called proven, since tries that resemble each other part ways far out. Copies of one try count as one, unrelated tries each as one. Sources: White (2000), A Reality Check for Data Snooping; Chernozhukov,
/// Chetverikov and Kato (2013), Annals of Statistics 41(6), for the multiplier; Sidak (1967).</remarks>
public static class EffectiveTrials
{
    private const int Draws = 4_000;
    private const double Share = 0.975;

    /// <summary>Works out the number.</summary>
    /// <param name="gains">[tries][blocks] mean gain in each block of time, the same blocks for all; NaN where a try has no rows in it.</param>
    /// <param name="seed">Seed of the multipliers.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Between 1 and the number of tries; a try whose gain never changes counts as one.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or there is no try.</exception>
    public static double Of(IReadOnlyList<double[]> gains, ulong seed = 0, CancellationToken cancel = default)
    {
        Check.InRange(gains.Count, 1, int.MaxValue, nameof(gains));
        var length = gains[0].Length;
        var standard = gains.Select(g => Standardised(g, length)).ToList();
        var alone = standard.Count(s => s is null);
        double[][] tries = [.. standard.OfType<double[]>()];
        if (tries.Length <= 1)
        {
            return Math.Max(1, alone + tries.Length);
        }

        var largest = new double[Draws];
        var random = new SeededRandom(seed);
        var multipliers = new double[length];
        for (var draw = 0; draw < Draws; draw++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var b = 0; b < length; b++)
            {
                multipliers[b] = random.NextGaussian();
            }

            largest[draw] = tries.Max(t => Dot(t, multipliers));
        }

        Array.Sort(largest);
        var point = largest[(int)(Share * Draws)];
        var effective = point <= 0 ? 1 : FixedMath.Log(Share) / FixedMath.Log(Normal.Cdf(point));
        return Math.Clamp(alone + effective, 1, gains.Count);
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Centred, and of unit length, so that its sum with the multipliers is standard normal; null where there is nothing to correlate.</summary>
    private static double[]? Standardised(double[] gains, int length)
    {
        Check.SameLength(gains.Length, length, nameof(gains));
        double[] known = [.. gains.Where(double.IsFinite)];
        if (known.Length < 3)
        {
            return null;
        }

        var mean = known.Average();
        var norm = Math.Sqrt(known.Sum(g => (g - mean) * (g - mean)));
        // Gains that differ in their last digits only do not change.
        return norm <= 1e-12 * Math.Abs(mean) || norm == 0 ? null : [.. gains.Select(g => double.IsFinite(g) ? (g - mean) / norm : 0)];
    }
}

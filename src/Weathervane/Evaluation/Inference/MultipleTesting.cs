using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>P-values of several tests, made honest about how many they are.</summary>
public static class MultipleTesting
{
    /// <summary>Holm's: the chance of even one false discovery stays below the level, whatever the tests' dependence.</summary>
    /// <remarks>Source: Holm (1979), A simple sequentially rejective multiple test procedure.</remarks>
    /// <param name="pValues">[tests] in [0, 1]; NaN for a test that is undefined, which stays NaN and does not count.</param>
    /// <returns>[tests] adjusted p-values, to be held against the level.</returns>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var (adjusted, order) = Ordered(pValues);
        var worst = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            worst = Math.Max(worst, Math.Min(1, (order.Length - i) * adjusted[order[i]]));
            adjusted[order[i]] = worst;
        }

        return adjusted;
    }

    /// <summary>Benjamini and Hochberg's: the expected share of false ones among the discoveries stays below the level, for independent tests.</summary>
    /// <remarks>Source: Benjamini and Hochberg (1995), JRSS B 57(1).</remarks>
    /// <param name="pValues">[tests] in [0, 1]; NaN for a test that is undefined, which stays NaN and does not count.</param>
    /// <returns>[tests] adjusted p-values, to be held against the level.</returns>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues)
    {
        var (adjusted, order) = Ordered(pValues);
        var best = 1.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            best = Math.Min(best, adjusted[order[i]] * order.Length / (i + 1));
            adjusted[order[i]] = best;
        }

        return adjusted;
    }

    /// <summary>The chance that the best of so many independent tests without an edge looks at least as good: 1 - (1 - p)^trials.</summary>
    /// <remarks>Source: Sidak (1967), JASA 62(318).</remarks>
    /// <param name="pValue">Of the best test, in [0, 1].</param>
    /// <param name="trials">How many, at least 1; a fraction where they resemble each other.</param>
    public static double BestOf(double pValue, double trials)
    {
        Check.InRange(trials, 1, double.MaxValue);
        if (pValue >= 1 || trials == 1)
        {
            return pValue;
        }

        // 1 - exp(x) without loss where x is next to 0.
        var x = trials * FixedMath.Log1P(-pValue);
        return x > -1e-5 ? -x * (1 + (x / 2 * (1 + (x / 3)))) : 1 - FixedMath.Exp(x);
    }

    /// <summary>The level at which the best of so many independent tests has to pass, so that by chance any of them does at the level given: 1 - (1 - level)^(1 / trials).</summary>
    /// <param name="level">Of all together, in (0, 1).</param>
    /// <param name="trials">How many, at least 1; a fraction where they resemble each other.</param>
    public static double LevelOfBest(double level, double trials) => 1 - FixedMath.Exp(FixedMath.Log1P(-Check.Inside(level, 0, 1)) / Check.InRange(trials, 1, double.MaxValue));

    /// <summary>The level of the how-manieth look at the same data: 0.05 / (k (k + 1)), whose sum over all looks there can ever be is 0.05.</summary>
    /// <param name="look">From 1.</param>
    public static double LevelOfLook(int look) => 0.05 / (Check.InRange(look, 1, int.MaxValue) * (look + 1.0));

    private static (double[] Values, int[] Order) Ordered(ReadOnlySpan<double> pValues)
    {
        var values = pValues.ToArray();
        foreach (var value in values)
        {
            _ = double.IsNaN(value) ? value : Check.InRange(value, 0.0, 1.0, nameof(pValues));
        }

        return (values, [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i])).OrderBy(i => values[i])]);
    }
}

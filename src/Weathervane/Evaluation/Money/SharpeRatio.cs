using Weathervane.Numerics;

namespace Weathervane.Evaluation.Money;

/// <summary>Mean return in units of its deviation, a year, with its 95 % interval.</summary>
/// <param name="Value">The ratio; NaN where returns never change.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
public sealed record SharpeRatio(double Value, double Low, double High)
{
    // More pieces tell the long-run variance no better, and cost time.
    private const int BlocksMost = 4_000;

    /// <summary>Estimates it from returns in time order.</summary>
    /// <remarks>The interval is that of the mean of (r - mean)/deviation - ratio/2 ((r - mean)^2/variance - 1), which tells how the ratio moves
    /// with each return, with a long-run variance: so it holds for returns that are autocorrelated and far from normal. Sources: Lo (2002),
    /// The Statistics of Sharpe Ratios; Ledoit, Wolf (2008), Robust performance hypothesis testing with the Sharpe ratio.</remarks>
    /// <param name="returns">[steps].</param>
    /// <param name="stepsPerYear">How many steps a year has, above 0.</param>
    public static SharpeRatio Of(ReadOnlySpan<double> returns, double stepsPerYear)
    {
        Check.Above(stepsPerYear, 0, 1e9);
        var (mean, variance) = Moments(returns);
        var deviation = Math.Sqrt(variance);
        if (returns.Length < 3 || !(deviation > 1e-15))
        {
            return new SharpeRatio(double.NaN, double.NaN, double.NaN);
        }

        var ratio = mean / deviation;
        var influence = new double[returns.Length];
        for (var i = 0; i < influence.Length; i++)
        {
            var z = (returns[i] - mean) / deviation;
            influence[i] = z - (ratio / 2 * ((z * z) - 1));
        }

        var (margin, year) = (OfMean(influence, 0).Margin, Math.Sqrt(stepsPerYear));
        return new SharpeRatio(ratio * year, (ratio - margin) * year, (ratio + margin) * year);
    }

    /// <summary>Half the 95 % interval of a mean under autocorrelation, and the two-sided p-value against 0 that goes with it; long series are taken in blocks.</summary>
    /// <param name="values">[steps] in time order.</param>
    /// <param name="mean">Their mean.</param>
    /// <returns>Both NaN for fewer than two values.</returns>
    internal static (double Margin, double PValue) OfMean(ReadOnlySpan<double> values, double mean)
    {
        var size = ((values.Length - 1) / BlocksMost) + 1;
        var blocks = new double[values.Length / size];
        if (blocks.Length < 2)
        {
            return (double.NaN, double.NaN);
        }

        for (var b = 0; b < blocks.Length; b++)
        {
            foreach (var value in values.Slice(b * size, size))
            {
                blocks[b] += value / size;
            }
        }

        var found = LongRunMean.Of(blocks);
        var margin = found.High - found.Mean;
        // Of the mean over all steps, the last incomplete block's too, so that it is below 0.05 exactly where the interval leaves out 0.
        var (limit, degrees) = (StudentT.Limit(0.05, found.DegreesOfFreedom), found.DegreesOfFreedom);
        return (margin, margin > 0 ? StudentT.TwoSided(mean / margin * limit, degrees) : mean == 0 ? 1 : 0);
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, squares / values.Length);
    }
}

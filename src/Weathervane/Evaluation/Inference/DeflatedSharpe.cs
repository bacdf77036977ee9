using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>The chance that a Sharpe ratio is above what the best of so many tries without skill would show.</summary>
/// <remarks>Source: Bailey and Lopez de Prado (2014), The Deflated Sharpe Ratio, Journal of Portfolio Management 40(5).</remarks>
public static class DeflatedSharpe
{
    private const double EulerMascheroni = 0.57721566490153286;

    /// <summary>The Sharpe ratio that the best of so many independent tries without skill is expected to show.</summary>
    /// <param name="trials">How many tries, above 1 to matter; at 1 the expectation is 0.</param>
    /// <param name="deviation">Standard deviation of the tries' Sharpe ratios, in the unit of one bar.</param>
    public static double ExpectedBest(double trials, double deviation)
    {
        Check.InRange(trials, 1, double.MaxValue);
        return trials == 1 ? 0 : deviation * (((1 - EulerMascheroni) * Normal.Quantile(1 - (1 / trials))) + (EulerMascheroni * Normal.Quantile(1 - FixedMath.Exp(-1) / trials)));
    }

    /// <summary>The chance that the true Sharpe ratio is above a threshold, given one that was seen.</summary>
    /// <param name="sharpe">Mean over standard deviation of the returns of one bar: not annualised.</param>
    /// <param name="threshold">In the same unit: 0, or <see cref="ExpectedBest"/>.</param>
    /// <param name="rows">How many returns, at least 2.</param>
    /// <param name="skewness">Of the returns; 0 for symmetric ones.</param>
    /// <param name="kurtosis">Of the returns; 3 for normal ones.</param>
    /// <returns>NaN where skewness and kurtosis leave the estimate no variance.</returns>
    public static double Probability(double sharpe, double threshold, int rows, double skewness = 0, double kurtosis = 3)
    {
        Check.InRange(rows, 2, int.MaxValue);
        var variance = 1 - (skewness * sharpe) + ((kurtosis - 1) / 4 * sharpe * sharpe);
        return variance > 0 ? Normal.Cdf((sharpe - threshold) * Math.Sqrt((rows - 1) / variance)) : double.NaN;
    }

    /// <summary>The deflated Sharpe ratio of returns: the chance that their true ratio is above that of the best of so many tries without skill.</summary>
    /// <param name="returns">[rows] returns of one bar each, at least 2.</param>
    /// <param name="trials">How many tries there were, at least 1.</param>
    /// <param name="deviation">Standard deviation of the tries' Sharpe ratios; that of ratios without skill, 1/sqrt(rows), where it is not known.</param>
    public static double Of(ReadOnlySpan<double> returns, double trials, double? deviation = null)
    {
        var n = Check.InRange(returns.Length, 2, int.MaxValue);
        double mean = 0, second = 0, third = 0, fourth = 0;
        foreach (var value in returns)
        {
            mean += value / n;
        }

        foreach (var value in returns)
        {
            var (d, square) = (value - mean, (value - mean) * (value - mean));
            (second, third, fourth) = (second + (square / n), third + (square * d / n), fourth + (square * square / n));
        }

        return second == 0 ? double.NaN : Probability(
            mean / Math.Sqrt(second), ExpectedBest(trials, deviation ?? 1 / Math.Sqrt(n)), n, third / (second * Math.Sqrt(second)), fourth / (second * second));
    }
}

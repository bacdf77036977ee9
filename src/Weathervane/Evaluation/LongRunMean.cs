using Weathervane.Numerics;

namespace Weathervane.Evaluation;

/// <summary>What a series of numbers says about its mean when neighbours may be correlated.</summary>
/// <param name="Rows">How many numbers there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="LongRunVariance">Variance of the mean, times the number of rows.</param>
/// <param name="DegreesOfFreedom">Of the Student distribution that the test and interval use.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="PValue">Two-sided, against a mean of 0.</param>
/// <param name="EffectiveRows">How many independent rows would tell as much about the mean; at most <paramref name="Rows"/>.</param>
public sealed record LongRunMean(
    int Rows, double Mean, double LongRunVariance, int DegreesOfFreedom, double Low, double High, double PValue, double EffectiveRows)
{
    /// <summary>Below so many effective rows the interval is not to be trusted.</summary>
    public const int EffectiveRowsMin = 50;

    // More degrees gain next to nothing, and cost time in proportion.
    private const int DegreesMax = 128;

    /// <summary>Estimates the mean of a stationary series with its uncertainty.</summary>
    /// <remarks>The long-run variance is the mean square of the series' projections on the slowest cosines (equal-weighted
    /// cosine estimator). In fixed-b asymptotics the t statistic then is Student's with as many degrees as cosines, so that the
    /// test holds in small samples, too. There are 0.4 n^(2/3) cosines, and few enough that they are slower than labels of that
    /// horizon overlap. Source: Lazarus, Lewis, Stock and Watson (2018), HAR inference, JBES 36(4).</remarks>
    /// <param name="values">[rows] at least 2, in time order, finite.</param>
    /// <param name="horizon">How many bars the labels look ahead; neighbouring rows share that many less one.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 rows, or a horizon below 1.</exception>
    public static LongRunMean Of(ReadOnlySpan<double> values, int horizon = 1)
    {
        var n = Check.InRange(values.Length, 2, int.MaxValue);
        Check.InRange(horizon, 1, int.MaxValue);
        var (mean, variance) = MeanAndVariance(values);
        var degrees = Math.Clamp((int)Math.Min(0.4 * FixedMath.Pow(n, 2.0 / 3), n / (4.0 * horizon)), 1, DegreesMax);
        var longRun = CosineVariance(values, mean, degrees);
        var error = Math.Sqrt(longRun / n);
        var margin = error == 0 ? 0 : StudentT.Limit(0.05, degrees) * error;
        var p = error == 0 ? (mean == 0 ? 1 : 0) : StudentT.TwoSided(mean / error, degrees);
        return new LongRunMean(n, mean, longRun, degrees, mean - margin, mean + margin, p, longRun > variance ? n * variance / longRun : n);
    }

    private static (double Mean, double Variance) MeanAndVariance(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += Check.InRange(value, double.MinValue, double.MaxValue);
        }

        var mean = sum / values.Length;
        // Where all are equal the rounding of the mean must not look like variance.
        if (!values.ContainsAnyExcept(values[0]))
        {
            return (values[0], 0);
        }

        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, squares / values.Length);
    }

    private static double CosineVariance(ReadOnlySpan<double> values, double mean, int cosines)
    {
        var sum = 0.0;
        for (var j = 1; j <= cosines; j++)
        {
            // cos(pi j (t + 1/2) / n) for t = 0, 1, ...: a rotation by pi j / n from half of it.
            var step = Math.PI * j / values.Length;
            var (stepSin, stepCos) = SinCos(step);
            var (sin, cos) = SinCos(step / 2);
            var projection = 0.0;
            foreach (var value in values)
            {
                projection += (value - mean) * cos;
                (sin, cos) = ((sin * stepCos) + (cos * stepSin), (cos * stepCos) - (sin * stepSin));
            }

            sum += projection * projection * 2 / values.Length;
        }

        return sum / cosines;
    }

    /// <summary>Sine and cosine in [0, pi / 2] by their series, in fixed arithmetic.</summary>
    private static (double Sin, double Cos) SinCos(double x)
    {
        double sin = 0, cos = 0, term = 1;
        for (var k = 1; Math.Abs(term) > 1e-20; k += 2)
        {
            cos += term;
            term *= x / k;
            sin += term;
            term *= -x / (k + 1);
        }

        return (sin, cos);
    }
}

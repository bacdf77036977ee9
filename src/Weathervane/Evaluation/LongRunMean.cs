using System.Globalization;
using System.Runtime.Intrinsics;
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

    /// <summary>Where less of the long-run variance is seen, the interval is not to be trusted.</summary>
    public const double ShareSeenMin = 0.9;

    /// <summary>How much of the long-run variance the estimate sees, by an autoregression fitted to the numbers: about 1, and less where neighbours resemble each other for so
    /// long that the spectrum falls away within the band that the estimate is taken from. The interval then is too short by the root of it.</summary>
    public double ShareSeen { get; init; } = 1;

    /// <summary>Whether the interval and the p-value may be trusted: there are enough effective rows, and enough of the variance is seen.</summary>
    public bool IsTrusted => EffectiveRows >= EffectiveRowsMin && ShareSeen >= ShareSeenMin;

    /// <summary>Why they may not be trusted, in a sentence; null where they may.</summary>
    public string? Distrust => EffectiveRows < EffectiveRowsMin
        ? string.Create(
            CultureInfo.InvariantCulture, $"The rows are worth only {EffectiveRows:0} independent ones; below {EffectiveRowsMin} the intervals are not to be trusted.")
        : ShareSeen < ShareSeenMin
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Neighbouring rows resemble each other for so long that the interval is about {100 * (1 - Math.Sqrt(ShareSeen)):0} % too short: {Rows:N0} rows are too few to trust it.")
        : null;

    // More degrees gain next to nothing, and cost time in proportion.
    private const int DegreesMax = 128;
    private const int Lanes = 4;

    // 80 % power.
    private const double PowerQuantile = 0.841621;

    /// <summary>Estimates the mean of a stationary series with its uncertainty.</summary>
    /// <remarks>The long-run variance is the mean square of the series' projections on the slowest cosines (equal-weighted
    /// cosine estimator). In fixed-b asymptotics the t statistic then is Student's with as many degrees as cosines, so that the
    /// test holds in small samples, too. There are 0.4 n^(2/3) cosines, and at most n / (6h), so
    /// that they are slow beside labels that overlap over that horizon h. What is left of the overlap would call 5.2 of 100 series of 1,000 rows with 24-bar labels significant (5.4 with
    /// n / (4h) cosines), so the squared error is widened by Harvey, Leybourne and Newbold's factor, (n - 1) / (n + 1 - 2h + h(h - 1)/n), which is 1 at a horizon of 1: then it is 4.7. Sources: Lazarus, Lewis, Stock and Watson (2018), HAR inference, JBES 36(4); Harvey, Leybourne and
    /// Newbold (1997), Testing the equality of prediction mean squared errors, IJF 13(2).</remarks>
    /// <param name="values">[rows] at least 2, in time order, finite.</param>
    /// <param name="horizon">How many bars the labels look ahead; neighbouring rows share that many less one.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 rows, or a horizon below 1.</exception>
    public static LongRunMean Of(ReadOnlySpan<double> values, int horizon = 1)
    {
        var n = Check.InRange(values.Length, 2, int.MaxValue);
        Check.InRange(horizon, 1, int.MaxValue);
        var (mean, variance) = MeanAndVariance(values);
        var degrees = Math.Clamp((int)Math.Min(0.4 * FixedMath.Pow(n, 2.0 / 3), n / (6.0 * horizon)), 1, DegreesMax);
        var longRun = CosineVariance(values, mean, degrees);
        var error = Math.Sqrt(longRun / n * Widening(n, horizon));
        var margin = error == 0 ? 0 : StudentT.Limit(0.05, degrees) * error;
        var p = error == 0 ? (mean == 0 ? 1 : 0) : StudentT.TwoSided(mean / error, degrees);
        return new LongRunMean(n, mean, longRun, degrees, mean - margin, mean + margin, p, longRun > variance ? n * variance / longRun : n)
        {
            ShareSeen = SlowVariance.ShareSeen(values, mean, degrees, horizon),
        };
    }

    /// <summary>How many rows would prove a mean of this size four times in five, by the normal limit; it must not be 0.</summary>
    /// <param name="level">Two-sided, in (0, 1).</param>
    internal long RowsToProve(double level)
    {
        var errors = -Normal.Quantile(level / 2) + PowerQuantile;
        return (long)Math.Min(Math.Ceiling(errors * errors * LongRunVariance / (Mean * Mean)), long.MaxValue / 2);
    }

    /// <summary>Harvey, Leybourne and Newbold's factor on the squared error, relative to a horizon of 1; where labels overlap over nearly all rows they know next to nothing.</summary>
    private static double Widening(int n, int horizon)
    {
        double h = Math.Min(horizon, n);
        return (n - 1) / Math.Max(n + 1 - (2 * h) + (h * (h - 1) / n), 1.0 / n);
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
        for (var first = 1; first <= cosines; first += 2 * Lanes)
        {
            var (near, far) = Projections(values, mean, first);
            for (var lane = 0; lane < 2 * Lanes && first + lane <= cosines; lane++)
            {
                var projection = lane < Lanes ? near[lane] : far[lane - Lanes];
                sum += projection * projection * 2 / values.Length;
            }
        }

        return sum / cosines;
    }

    /// <summary>The sums of values times cos(pi j (t + 1/2) / n), t = 0, 1, ..., for eight neighbouring j: each cosine is a rotation by pi j / n from half of it.</summary>
    /// <remarks>Side by side, since one rotation must wait for the one before it.</remarks>
    private static (Vector256<double> Near, Vector256<double> Far) Projections(ReadOnlySpan<double> values, double mean, int first)
    {
        Span<double> sines = stackalloc double[4 * Lanes], cosines = stackalloc double[4 * Lanes];
        for (var lane = 0; lane < 2 * Lanes; lane++)
        {
            // Beyond the last cosine that exists the lane runs empty.
            var step = Math.PI * Math.Min(first + lane, values.Length) / values.Length;
            (sines[lane], cosines[lane]) = SinCos(step / 2);
            (sines[lane + (2 * Lanes)], cosines[lane + (2 * Lanes)]) = SinCos(step);
        }

        var (sinNear, sinFar, cosNear, cosFar) = (Lane(sines, 0), Lane(sines, 1), Lane(cosines, 0), Lane(cosines, 1));
        var (turnSinNear, turnSinFar, turnCosNear, turnCosFar) = (Lane(sines, 2), Lane(sines, 3), Lane(cosines, 2), Lane(cosines, 3));
        var (near, far) = (Vector256<double>.Zero, Vector256<double>.Zero);
        foreach (var value in values)
        {
            var centred = Vector256.Create(value - mean);
            near += centred * cosNear;
            far += centred * cosFar;
            (sinNear, cosNear) = ((sinNear * turnCosNear) + (cosNear * turnSinNear), (cosNear * turnCosNear) - (sinNear * turnSinNear));
            (sinFar, cosFar) = ((sinFar * turnCosFar) + (cosFar * turnSinFar), (cosFar * turnCosFar) - (sinFar * turnSinFar));
        }

        return (near, far);

        static Vector256<double> Lane(ReadOnlySpan<double> of, int lane) => Vector256.Create(of.Slice(lane * Lanes, Lanes));
    }

    /// <summary>Sine and cosine in [0, pi] by their series, in fixed arithmetic.</summary>
    internal static (double Sin, double Cos) SinCos(double x)
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

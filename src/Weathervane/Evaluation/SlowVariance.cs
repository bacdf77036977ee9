using Weathervane.Numerics;

namespace Weathervane.Evaluation;

/// <summary>How much of a series' long-run variance its slowest cosines see: where neighbours resemble each other for long, the spectrum falls away within the band that they
/// cover, and their mean square is too small.</summary>
/// <remarks>The spectrum is that of an autoregression fitted by Levinson's recursion, of the order that Akaike's criterion asks for. Source: Brockwell and Davis (1991), Time
/// Series: Theory and Methods, sections 5.2, 8.1 and 9.3.</remarks>
internal static class SlowVariance
{
    // Long enough to tell a slow signal from the noise that it lies in.
    private const int OrderMin = 24, OrderMax = 64, RowsPerLag = 10;

    /// <summary>The mean of the fitted spectrum over the cosines, as a share of the spectrum at 0.</summary>
    /// <param name="values">[rows] in time order.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="cosines">How many of the slowest cosines are used.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    /// <returns>1 where nothing is to be seen of such a thing; above 1 where neighbours take turns.</returns>
    internal static double ShareSeen(ReadOnlySpan<double> values, double mean, int cosines, int horizon)
    {
        var order = Math.Min(Math.Clamp(horizon, OrderMin, OrderMax), values.Length / RowsPerLag);
        var fitted = Fit(Covariances(values, mean, order), values.Length);
        if (fitted.Length == 1)
        {
            return 1;
        }

        // |A(w)|^2 is a sum of cosines, weighted by the products of A's coefficients.
        var weights = new double[fitted.Length];
        for (var lag = 0; lag < weights.Length; lag++)
        {
            for (var i = 0; i + lag < fitted.Length; i++)
            {
                weights[lag] += fitted[i] * fitted[i + lag] * (lag == 0 ? 1 : 2);
            }
        }

        var (atZero, sum) = (weights.Sum(), 0.0);
        for (var j = 1; j <= cosines; j++)
        {
            sum += atZero / Inverse(weights, Math.PI * j / values.Length);
        }

        return sum / cosines;
    }

    /// <summary>The sum of weights times cos(lag w), by Chebyshev's recursion.</summary>
    private static double Inverse(double[] weights, double w)
    {
        var turn = 2 * LongRunMean.SinCos(w).Cos;
        var (sum, before, now) = (weights[0], 1.0, turn / 2);
        for (var lag = 1; lag < weights.Length; lag++)
        {
            sum += weights[lag] * now;
            (before, now) = (now, (turn * now) - before);
        }

        return sum;
    }

    /// <summary>1, -a1, -a2, ... of the best order; 1 alone where rows are unrelated, or all equal.</summary>
    private static double[] Fit(double[] covariances, int rows)
    {
        double[] best = [1], now = [1];
        var error = covariances[0];
        if (error <= 0)
        {
            return best;
        }

        var least = rows * FixedMath.Log(error);
        for (var order = 1; order < covariances.Length; order++)
        {
            var reflection = 0.0;
            for (var i = 0; i < order; i++)
            {
                reflection -= now[i] * covariances[order - i];
            }

            reflection /= error;
            var next = new double[order + 1];
            for (var i = 0; i <= order; i++)
            {
                next[i] = (i < order ? now[i] : 0) + (reflection * (i > 0 ? now[order - i] : 0));
            }

            now = next;
            error *= 1 - (reflection * reflection);
            if (error <= 0)
            {
                break;
            }

            var criterion = (rows * FixedMath.Log(error)) + (2 * order);
            (least, best) = criterion < least ? (criterion, now) : (least, best);
        }

        return best;
    }

    /// <summary>[lags from 0 to the order], divided by the number of rows, so that the fit is stationary.</summary>
    private static double[] Covariances(ReadOnlySpan<double> values, double mean, int order)
    {
        var centred = new double[values.Length];
        for (var i = 0; i < centred.Length; i++)
        {
            centred[i] = values[i] - mean;
        }

        var covariances = new double[order + 1];
        for (var lag = 0; lag <= order; lag++)
        {
            covariances[lag] = FixedSums.Dot(centred.AsSpan(lag), centred) / values.Length;
        }

        return covariances;
    }
}

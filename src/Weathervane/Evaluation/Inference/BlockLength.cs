using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>The mean block length with which the stationary bootstrap is most exact about a mean, chosen by the data.</summary>
/// <remarks>Sources: Politis and White (2004), Econometric Reviews 23(1), with the correction of Patton, Politis and White (2009), 28(4).</remarks>
public static class BlockLength
{
    /// <summary>Chooses a length.</summary>
    /// <param name="values">[rows] in time order, finite.</param>
    /// <returns>At least 1, at most the smaller of 3 sqrt(rows) and rows / 3; 1 for values that never change.</returns>
    public static double Of(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n < 8 || !values.ContainsAnyExcept(values[0]))
        {
            return 1;
        }

        var covariances = new Autocovariances(values);
        var log10 = FixedMath.Log(n) / FixedMath.Log(10);
        // So many correlations in a row below the limit are taken for the end of the dependence.
        var quiet = Math.Max(5, (int)Math.Ceiling(Math.Sqrt(log10)));
        var lagMax = Math.Min(n - 1, (int)Math.Ceiling(Math.Sqrt(n)) + quiet);
        var limit = 2 * Math.Sqrt(log10 / n) * covariances[0];
        var last = LastLag(covariances, limit, quiet, lagMax);
        var window = Math.Clamp(2 * last, 1, lagMax);
        double longRun = covariances[0], slope = 0;
        for (var k = 1; k <= window; k++)
        {
            // The flat-top window: 1 up to the half, then down to 0.
            var weight = Math.Min(1, 2 * (1 - ((double)k / window)));
            longRun += 2 * weight * covariances[k];
            slope += 2 * weight * k * covariances[k];
        }

        var best = longRun == 0 ? 1 : FixedMath.Pow(slope * slope / (longRun * longRun) * n, 1.0 / 3);
        return Math.Clamp(best, 1, Math.Max(1, Math.Min(Math.Ceiling(3 * Math.Sqrt(n)), Math.Ceiling(n / 3.0))));
    }

    private static int LastLag(Autocovariances covariances, double limit, int quiet, int lagMax)
    {
        var (last, below) = (0, 0);
        for (var k = 1; k <= lagMax && below < quiet; k++)
        {
            (last, below) = Math.Abs(covariances[k]) < limit ? (last, below + 1) : (k, 0);
        }

        return last;
    }

    /// <summary>Worked out when first asked for: most series need a few only.</summary>
    private sealed class Autocovariances
    {
        private readonly double[] _centred;
        private readonly List<double> _known = [];

        internal Autocovariances(ReadOnlySpan<double> values)
        {
            var sum = 0.0;
            foreach (var value in values)
            {
                sum += value;
            }

            _centred = values.ToArray();
            for (var i = 0; i < _centred.Length; i++)
            {
                _centred[i] -= sum / values.Length;
            }
        }

        internal double this[int lag]
        {
            get
            {
                while (_known.Count <= lag)
                {
                    _known.Add(Of(_known.Count));
                }

                return _known[lag];
            }
        }

        private double Of(int lag)
        {
            var sum = 0.0;
            for (var i = lag; i < _centred.Length; i++)
            {
                sum += _centred[i] * _centred[i - lag];
            }

            return sum / _centred.Length;
        }
    }
}

using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Autoregression;

/// <summary>How a series follows from its own past: the partial autocorrelations of an autoregression whose order Schwarz's criterion chose.</summary>
/// <remarks>Sources: Burg (1975), Maximum Entropy Spectral Analysis; Schwarz (1978), Annals of Statistics 6(2); Buhlmann (1997), Sieve bootstrap for time series,
/// Bernoulli 3(2).</remarks>
internal static class AutoregressiveFit
{
    /// <summary>Longest memory looked for, in rows: a day of hours, and a little.</summary>
    internal const int OrderMax = 26;

    // A path of a series that never forgets could not be drawn.
    private const double CorrelationMax = 0.99995;

    /// <summary>[order] partial autocorrelations, each inside (-1, 1): any such numbers are a stationary law. Empty for rows that tell nothing of each other.</summary>
    /// <param name="series">[rows] finite; its mean is taken off.</param>
    internal static double[] Of(ReadOnlySpan<double> series)
    {
        var rows = series.Length;
        var (forward, backward) = (new double[rows], new double[rows]);
        var mean = Sum(series) / rows;
        for (var i = 0; i < rows; i++)
        {
            forward[i] = backward[i] = series[i] - mean;
        }

        var partial = new List<double>();
        var (criterion, best, order) = (0.0, 0.0, 0);
        for (var lag = 1; lag <= Math.Min(OrderMax, rows / 10); lag++)
        {
            var correlation = Step(forward.AsSpan(lag), backward.AsSpan(0, rows - lag));
            if (double.IsNaN(correlation))
            {
                break;
            }

            partial.Add(Math.Clamp(correlation, -CorrelationMax, CorrelationMax));
            criterion += (rows * FixedMath.Log(1 - (partial[^1] * partial[^1]))) + FixedMath.Log(rows);
            (best, order) = criterion < best ? (criterion, lag) : (best, order);
        }

        return [.. partial.Take(order)];
    }

    /// <summary>One step of Burg's lattice: the correlation of what later and earlier rows leave unexplained, which both are then freed of.</summary>
    /// <param name="ahead">[n] forward errors of rows lag and on.</param>
    /// <param name="behind">[n] backward errors of the rows lag earlier.</param>
    private static double Step(Span<double> ahead, Span<double> behind)
    {
        var (cross, energy) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 4 <= ahead.Length; i += 4)
        {
            var (f, b) = (Vector256.Create<double>(ahead[i..]), Vector256.Create<double>(behind[i..]));
            cross += f * b;
            energy += (f * f) + (b * b);
        }

        var (c, e) = (cross[0] + cross[1] + (cross[2] + cross[3]), energy[0] + energy[1] + (energy[2] + energy[3]));
        for (var j = i; j < ahead.Length; j++)
        {
            c += ahead[j] * behind[j];
            e += (ahead[j] * ahead[j]) + (behind[j] * behind[j]);
        }

        var k = e > 0 ? 2 * c / e : double.NaN;
        var factor = Vector256.Create(k);
        for (i = 0; i + 4 <= ahead.Length; i += 4)
        {
            var (f, b) = (Vector256.Create<double>(ahead[i..]), Vector256.Create<double>(behind[i..]));
            (f - (factor * b)).CopyTo(ahead[i..]);
            (b - (factor * f)).CopyTo(behind[i..]);
        }

        for (; i < ahead.Length; i++)
        {
            (ahead[i], behind[i]) = (ahead[i] - (k * behind[i]), behind[i] - (k * ahead[i]));
        }

        return k;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}

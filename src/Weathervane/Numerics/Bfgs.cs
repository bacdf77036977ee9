namespace Weathervane.Numerics;

/// <summary>A function with its gradient.</summary>
/// <param name="point">Where.</param>
/// <param name="gradient">[point] filled with the derivatives.</param>
/// <returns>The value; infinite where the function is not defined.</returns>
public delegate double SmoothFunction(double[] point, double[] gradient);

/// <summary>Goes downhill on a smooth function of a few numbers, in fixed order, so the same bits everywhere.</summary>
/// <remarks>Broyden, Fletcher, Goldfarb and Shanno's quasi-Newton steps, halved until the value falls enough.
/// Source: Nocedal and Wright, Numerical Optimization (2nd ed., 2006), algorithm 6.1.</remarks>
public static class Bfgs
{
    private const int HalvingsMax = 20;

    /// <summary>The best point found.</summary>
    /// <param name="function">The function.</param>
    /// <param name="start">Where to start; the function is defined there.</param>
    /// <param name="stepsMax">Most steps.</param>
    /// <param name="moveMax">Most that a number may change in one step.</param>
    public static double[] Minimise(SmoothFunction function, double[] start, int stepsMax, double moveMax)
    {
        var n = start.Length;
        var (x, g, h) = (start.ToArray(), new double[n], Identity(n));
        var value = function(x, g);
        for (var step = 0; step < stepsMax && double.IsFinite(value); step++)
        {
            var move = Times(h, g, -1);
            var slope = Dot(move, g);
            if (!(slope < 0))
            {
                // Rounding has bent the estimate of the curvature: start it anew.
                (h, move) = (Identity(n), [.. g.Select(v => -v)]);
                slope = -Dot(g, g);
            }

            var shrink = Math.Min(1, moveMax / Math.Max(move.Max(Math.Abs), 1e-300));
            var (next, nextG) = (new double[n], new double[n]);
            var (nextValue, halvings) = (double.PositiveInfinity, 0);
            for (; halvings < HalvingsMax; halvings++, shrink /= 2)
            {
                for (var i = 0; i < n; i++)
                {
                    next[i] = x[i] + (shrink * move[i]);
                }

                nextValue = function(next, nextG);
                if (nextValue <= value + (1e-4 * shrink * slope))
                {
                    break;
                }
            }

            if (halvings == HalvingsMax)
            {
                break;
            }

            double[] s = [.. next.Zip(x, (a, b) => a - b)], y = [.. nextG.Zip(g, (a, b) => a - b)];
            Update(h, s, y, first: step == 0);
            var gain = value - nextValue;
            (x, g, value) = (next, nextG, nextValue);
            if (gain <= 1e-9 * (1 + Math.Abs(value)))
            {
                break;
            }
        }

        return x;
    }

    /// <summary>The inverse of the curvature, after a step s that changed the gradient by y.</summary>
    private static void Update(double[] h, double[] s, double[] y, bool first)
    {
        var (n, sy) = (s.Length, Dot(s, y));
        if (!(sy > 1e-12 * Math.Sqrt(Dot(s, s) * Dot(y, y))))
        {
            return;
        }

        if (first)
        {
            var size = sy / Dot(y, y);
            for (var i = 0; i < n; i++)
            {
                h[(i * n) + i] = size;
            }
        }

        var hy = Times(h, y, 1);
        var factor = (1 + (Dot(y, hy) / sy)) / sy;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                h[(i * n) + j] += (factor * s[i] * s[j]) - (((hy[i] * s[j]) + (s[i] * hy[j])) / sy);
            }
        }
    }

    private static double[] Identity(int n)
    {
        var h = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            h[(i * n) + i] = 1;
        }

        return h;
    }

    private static double[] Times(double[] h, double[] v, double sign)
    {
        var result = new double[v.Length];
        for (var i = 0; i < v.Length; i++)
        {
            result[i] = sign * Dot(h.AsSpan(i * v.Length, v.Length), v);
        }

        return result;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}

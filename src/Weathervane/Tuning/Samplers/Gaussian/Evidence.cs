using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>How well a kernel explains values: minus the log marginal likelihood, and minus what is believed of kernels beforehand.</summary>
/// <remarks>Kernels are given by the logarithms of lengths, scale and noise. Beforehand: log lengths are normal around
/// sqrt(2) + log(parameters) / 2 with variance 3, so that many parameters do not make every point a stranger (Hvarfner, Hellsten and
/// Nardi 2024, Vanilla Bayesian Optimization Performs Great in High Dimensions); log scale around 0 with variance 1; log noise around -6 with variance 4.</remarks>
internal sealed class Evidence
{
    private const double LengthVariance = 3, ScaleVariance = 1, NoiseMean = -6, NoiseVariance = 4;
    private readonly double[][] _squares;
    private readonly double[] _values;
    private readonly double _lengthMean;

    internal Evidence(PointSet space, IReadOnlyList<double[]> points, double[] values)
    {
        (_values, Parameters) = (values, space.Parameters);
        _lengthMean = Math.Sqrt(2) + (FixedMath.Log(space.Parameters) / 2);
        // Squared differences of each pair, computed once for all kernels.
        _squares = new double[points.Count * (points.Count - 1) / 2][];
        for (var (i, pair) = (1, 0); i < points.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                space.Squares(points[i], points[j], _squares[pair++] = new double[space.Parameters]);
            }
        }
    }

    internal int Parameters { get; }

    /// <summary>Where the search for a kernel starts.</summary>
    internal double[] Start => [.. Enumerable.Repeat(0.5 * (FixedMath.Log(Parameters) - 1), Parameters), 0, -5];

    internal static Matern KernelOf(double[] logs) => new([.. logs.Take(logs.Length - 2).Select(FixedMath.Exp)], FixedMath.Exp(logs[^2]), FixedMath.Exp(logs[^1]));

    /// <summary>The cost of a kernel, and its derivative by each logarithm; infinite where the points are too alike for it.</summary>
    internal double Cost(double[] logs, double[] gradient)
    {
        var (kernel, n) = (KernelOf(logs), _values.Length);
        var covariance = new double[n * n];
        var slopes = new double[_squares.Length];
        for (var (i, pair) = (0, 0); i < n; i++)
        {
            for (var j = 0; j < i; j++, pair++)
            {
                var (value, slope) = Matern.Shape(kernel.Distance(_squares[pair]));
                (covariance[(i * n) + j], slopes[pair]) = (kernel.Scale * value, kernel.Scale * slope);
            }

            covariance[(i * n) + i] = kernel.Scale + kernel.Noise;
        }

        if (Cholesky.Of(covariance, n) is not { } factor)
        {
            return double.PositiveInfinity;
        }

        var weights = _values.ToArray();
        factor.Solve(weights);
        var inverse = factor.Inverse();
        Differentiate(kernel, covariance, slopes, weights, inverse, gradient);
        var cost = factor.LogDeterminant / 2;
        for (var i = 0; i < n; i++)
        {
            cost += _values[i] * weights[i] / 2;
        }

        return cost + Beforehand(logs, gradient);
    }

    /// <summary>Half the trace of (K^-1 - w w') dK, for each logarithm. Source: Rasmussen and Williams (2006), (5.9).</summary>
    private void Differentiate(Matern kernel, double[] covariance, double[] slopes, double[] weights, double[] inverse, double[] gradient)
    {
        Array.Clear(gradient);
        var n = weights.Length;
        for (var (i, pair) = (0, 0); i < n; i++)
        {
            for (var j = 0; j < i; j++, pair++)
            {
                var q = inverse[(i * n) + j] - (weights[i] * weights[j]);
                gradient[^2] += q * covariance[(i * n) + j];
                var pull = q * slopes[pair];
                var squares = _squares[pair];
                for (var p = 0; p < squares.Length; p++)
                {
                    gradient[p] += pull * squares[p];
                }
            }

            var own = (inverse[(i * n) + i] - (weights[i] * weights[i])) / 2;
            gradient[^2] += own * kernel.Scale;
            gradient[^1] += own * kernel.Noise;
        }

        for (var p = 0; p < Parameters; p++)
        {
            gradient[p] /= kernel.Lengths[p] * kernel.Lengths[p];
        }
    }

    private double Beforehand(double[] logs, double[] gradient)
    {
        var cost = 0.0;
        for (var p = 0; p < logs.Length; p++)
        {
            var (mean, variance) = p < Parameters ? (_lengthMean, LengthVariance) : p == Parameters ? (0, ScaleVariance) : (NoiseMean, NoiseVariance);
            cost += (logs[p] - mean) * (logs[p] - mean) / (2 * variance);
            gradient[p] += (logs[p] - mean) / variance;
        }

        return cost;
    }
}

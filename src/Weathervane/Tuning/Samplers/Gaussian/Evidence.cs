using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>How well a kernel explains values: minus the log marginal likelihood, and minus what is believed of kernels beforehand.</summary>
/// <remarks>Kernels are given by the logarithms of lengths, scale and noise. Beforehand: log lengths are normal around
/// sqrt(2) + log(parameters) / 2 with variance 3, so that many parameters do not make every point a stranger (Hvarfner, Hellsten and
/// Nardi 2024, Vanilla Bayesian Optimization Performs Great in High Dimensions); log scale around 0 with variance 1; log noise around -6 with variance 4.</remarks>
internal sealed class Evidence
{
    private const double LengthVariance = 3, ScaleVariance = 1, NoiseMean = -6, NoiseVariance = 4;

    // Of each pair of points, the second before the first; squared differences are computed once for all kernels, [parameters][pairs].
    private readonly double[][] _squares;
    private readonly double[] _values, _shapes, _slopes, _pulls, _covariance;
    private readonly double _lengthMean;

    internal Evidence(PointSet points, double[] values)
    {
        (_values, Parameters) = (values, points.Parameters);
        _lengthMean = Math.Sqrt(2) + (FixedMath.Log(Parameters) / 2);
        var pairs = PointSet.Padded(points.Count * (points.Count - 1) / 2);
        (_shapes, _slopes, _pulls, _covariance) = (new double[pairs], new double[pairs], new double[pairs], new double[points.Count * points.Count]);
        _squares = new double[Parameters][];
        for (var p = 0; p < Parameters; p++)
        {
            _squares[p] = new double[pairs];
            for (var i = 1; i < points.Count; i++)
            {
                points.Squares(p, i, _squares[p].AsSpan(i * (i - 1) / 2, i));
            }
        }
    }

    internal int Parameters { get; }

    /// <summary>Where the search for a kernel starts: at short lengths and little noise, which a few steps leave only for good reasons.</summary>
    internal double[] Start => [.. Enumerable.Repeat(0.5 * (FixedMath.Log(Parameters) - 1), Parameters), 0, -8];

    internal static Matern KernelOf(double[] logs) => new([.. logs.Take(logs.Length - 2).Select(FixedMath.Exp)], FixedMath.Exp(logs[^2]), FixedMath.Exp(logs[^1]));

    /// <summary>The values' covariance under a kernel, split; null where the points are too alike for it.</summary>
    internal Cholesky? Factor(Matern kernel)
    {
        Shape(kernel);
        var n = _values.Length;
        for (var i = 0; i < n; i++)
        {
            var row = _covariance.AsSpan(i * n, i + 1);
            var shapes = _shapes.AsSpan(i * (i - 1) / 2, i);
            for (var j = 0; j < shapes.Length; j++)
            {
                row[j] = kernel.Scale * shapes[j];
            }

            row[i] = kernel.Scale + kernel.Noise;
        }

        return Cholesky.Of(_covariance, n);
    }

    /// <summary>The inverse of the covariance times the values.</summary>
    internal double[] Weights(Cholesky factor)
    {
        double[] weights = [.. _values];
        factor.Solve(weights);
        return weights;
    }

    /// <summary>The cost of a kernel, and its derivative by each logarithm; infinite where the points are too alike for it.</summary>
    internal double Cost(double[] logs, double[] gradient)
    {
        var kernel = KernelOf(logs);
        if (Factor(kernel) is not { } factor)
        {
            return double.PositiveInfinity;
        }

        var weights = Weights(factor);
        Differentiate(kernel, weights, factor.Inverse(), gradient);
        return ((factor.LogDeterminant + FixedSums.Dot(_values, weights)) / 2) + Beforehand(logs, gradient);
    }

    /// <summary>The kernel's shape and slope for each pair.</summary>
    private void Shape(Matern kernel)
    {
        Array.Clear(_shapes);
        var shapes = MemoryMarshal.Cast<double, Vector512<double>>(_shapes.AsSpan());
        var slopes = MemoryMarshal.Cast<double, Vector512<double>>(_slopes.AsSpan());
        for (var p = 0; p < Parameters; p++)
        {
            var weight = Vector512.Create(kernel.Weights[p]);
            var squares = MemoryMarshal.Cast<double, Vector512<double>>(_squares[p]);
            for (var i = 0; i < shapes.Length; i++)
            {
                shapes[i] += squares[i] * weight;
            }
        }

        for (var i = 0; i < shapes.Length; i++)
        {
            (shapes[i], slopes[i]) = Matern.Shape(shapes[i]);
        }
    }

    /// <summary>Half the trace of (K^-1 - w w') dK, for each logarithm. Source: Rasmussen and Williams (2006), (5.9).</summary>
    private void Differentiate(Matern kernel, double[] weights, double[] inverse, double[] gradient)
    {
        Array.Clear(gradient);
        var n = weights.Length;
        for (var (i, pair) = (0, 0); i < n; i++)
        {
            for (var j = 0; j < i; j++, pair++)
            {
                _pulls[pair] = kernel.Scale * (inverse[(i * n) + j] - (weights[i] * weights[j]));
            }

            var own = (inverse[(i * n) + i] - (weights[i] * weights[i])) / 2;
            gradient[^2] += own * kernel.Scale;
            gradient[^1] += own * kernel.Noise;
        }

        gradient[^2] += FixedSums.Dot(_pulls, _shapes);
        for (var pair = 0; pair < _pulls.Length; pair++)
        {
            _pulls[pair] *= _slopes[pair];
        }

        for (var p = 0; p < Parameters; p++)
        {
            gradient[p] = FixedSums.Dot(_pulls, _squares[p]) * kernel.Weights[p];
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

using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>What is believed of a function after some of its values were seen: normal at every point.</summary>
/// <remarks>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1.</remarks>
internal sealed class GaussianProcess
{
    private readonly PointSet _space;
    private readonly IReadOnlyList<double[]> _points;
    private readonly Matern _kernel;
    private readonly Cholesky _factor;
    private readonly double[] _weights, _squares, _covariances;

    private GaussianProcess(PointSet space, IReadOnlyList<double[]> points, Matern kernel, Cholesky factor, double[] weights)
    {
        (_space, _points, _kernel, _factor, _weights) = (space, points, kernel, factor, weights);
        (_squares, _covariances) = (new double[space.Parameters], new double[points.Count]);
    }

    /// <summary>The belief after these values, whose mean was 0 before; null where the points are too alike for the kernel.</summary>
    internal static GaussianProcess? Of(PointSet space, IReadOnlyList<double[]> points, double[] values, Matern kernel)
    {
        var (n, squares) = (points.Count, new double[space.Parameters]);
        var covariance = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                space.Squares(points[i], points[j], squares);
                covariance[(i * n) + j] = kernel.At(squares);
            }

            covariance[(i * n) + i] = kernel.Scale + kernel.Noise;
        }

        if (Cholesky.Of(covariance, n) is not { } factor)
        {
            return null;
        }

        var weights = values.ToArray();
        factor.Solve(weights);
        return new GaussianProcess(space, points, kernel, factor, weights);
    }

    /// <summary>The function's mean and variance at a point, without noise. One caller at a time.</summary>
    internal (double Mean, double Variance) At(double[] point)
    {
        var mean = 0.0;
        for (var i = 0; i < _covariances.Length; i++)
        {
            _space.Squares(point, _points[i], _squares);
            _covariances[i] = _kernel.At(_squares);
            mean += _covariances[i] * _weights[i];
        }

        _factor.SolveLower(_covariances);
        var variance = _kernel.Scale;
        foreach (var part in _covariances)
        {
            variance -= part * part;
        }

        return (mean, Math.Max(variance, 1e-12 * _kernel.Scale));
    }
}

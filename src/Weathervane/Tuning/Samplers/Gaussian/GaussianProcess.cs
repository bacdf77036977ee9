using System.Numerics;
using System.Runtime.InteropServices;
using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>What is believed of a function after some of its values were seen: normal at every point.</summary>
/// <remarks>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1.</remarks>
internal sealed class GaussianProcess
{
    private readonly PointSet _points;
    private readonly Matern _kernel;
    // _whitening turns covariances into what they take off the variance: the factor's inverse, a column for each point, each filled up to whole vectors.
    private readonly double[] _weights, _whitening, _covariances, _white;

    private GaussianProcess(PointSet points, Matern kernel, Cholesky factor, double[] weights)
    {
        var (n, padded) = (points.Count, PointSet.Padded(points.Count));
        (_points, _kernel, _weights, _whitening, _covariances, _white) = (points, kernel, weights, new double[n * padded], new double[padded], new double[padded]);
        var columns = factor.InverseLower();
        for (var c = 0; c < n; c++)
        {
            columns.AsSpan(c * n, n).CopyTo(_whitening.AsSpan(c * padded));
        }
    }

    /// <summary>The belief after these values, whose mean was 0 before; null where the points are too alike for the kernel.</summary>
    internal static GaussianProcess? Of(PointSet points, double[] values, Matern kernel)
    {
        var evidence = new Evidence(points, values);
        return evidence.Factor(kernel) is { } factor ? new GaussianProcess(points, kernel, factor, evidence.Weights(factor)) : null;
    }

    /// <summary>The function's mean and variance at a position, without noise. One caller at a time.</summary>
    internal (double Mean, double Variance) At(double[] units)
    {
        _points.Covariances(_kernel, units, _covariances);
        var covariances = _covariances.AsSpan(0, _points.Count);
        var mean = FixedSums.Dot(covariances, _weights);
        Whiten(covariances);
        return (mean, Math.Max(_kernel.Scale - FixedSums.Dot(_white, _white), 1e-12 * _kernel.Scale));
    }

    private void Whiten(ReadOnlySpan<double> covariances)
    {
        var white = MemoryMarshal.Cast<double, Vector<double>>(_white.AsSpan());
        var columns = MemoryMarshal.Cast<double, Vector<double>>(_whitening);
        white.Clear();
        for (var c = 0; c < covariances.Length; c++)
        {
            var covariance = new Vector<double>(covariances[c]);
            var column = columns.Slice(c * white.Length, white.Length);
            // Above its diagonal a column is 0.
            for (var i = c / Vector<double>.Count; i < white.Length; i++)
            {
                white[i] += column[i] * covariance;
            }
        }
    }
}

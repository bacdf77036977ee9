using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Evolution;

/// <summary>Where an evolution strategy looks: a normal distribution that each generation of trials moves and bends.</summary>
/// <remarks>Source: Hansen (2016), The CMA Evolution Strategy: A Tutorial, with its default settings (table 1, negative weights included).</remarks>
internal sealed class EvolutionState
{
    private readonly int _n;
    private readonly EvolutionWeights _w;
    private readonly double[] _mean, _covariance, _pathSigma, _pathC;
    private double _sigma;
    private int _generation;
    private double[] _axes, _lengths;

    private EvolutionState(double[] mean, double[] covariance)
    {
        (_n, _w, _mean, _covariance) = (mean.Length, EvolutionWeights.Of(mean.Length), mean, covariance);
        (_pathSigma, _pathC) = (new double[_n], new double[_n]);
        var eigen = SymmetricEigen.Of(covariance, _n);
        // The step is split off so that the directions have a volume of 1.
        _sigma = FixedMath.Exp(eigen.Values.Sum(FixedMath.Log) / (2 * _n));
        for (var i = 0; i < covariance.Length; i++)
        {
            covariance[i] /= _sigma * _sigma;
        }

        (_axes, _lengths) = (eigen.Vectors, [.. eigen.Values.Select(v => Math.Sqrt(v) / _sigma)]);
    }

    /// <summary>The normal distribution that comes nearest to many small ones, around each of some positions: what is known from elsewhere
    /// need not be learnt again.</summary>
    /// <remarks>Source: Nomura, Watanabe, Akimoto, Ozaki and Onishi (2021), Warm Starting CMA-ES for Hyperparameter Optimization.</remarks>
    /// <param name="good">[1 or more][parameters] positions of good trials.</param>
    /// <param name="sigma">The standard deviation of each of the small ones.</param>
    internal static EvolutionState Around(IReadOnlyList<double[]> good, double sigma)
    {
        var n = good[0].Length;
        double[] mean = [.. Enumerable.Range(0, n).Select(i => good.Average(g => g[i]))];
        var covariance = Diagonal(n, sigma * sigma);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                covariance[(i * n) + j] += good.Average(g => (g[i] - mean[i]) * (g[j] - mean[j]));
            }
        }

        return new EvolutionState(mean, covariance);
    }

    /// <summary>A position by chance, drawn again while it lies outside, and in the end pushed back to the border.</summary>
    internal double[] Draw(SeededRandom random)
    {
        const int DrawsMax = 100;
        var x = new double[_n];
        for (var draw = 0; draw < DrawsMax; draw++)
        {
            double[] z = [.. _lengths.Select(l => l * random.NextGaussian())];
            for (var i = 0; i < _n; i++)
            {
                x[i] = _mean[i] + (_sigma * Row(_axes, i, z));
            }

            if (x.All(u => u is >= 0 and <= 1))
            {
                return x;
            }
        }

        return [.. x.Select(u => Math.Clamp(u, 0, 1))];
    }

    /// <summary>Learns from a generation: [<see cref="EvolutionWeights.Population"/>] positions, the best first.</summary>
    internal void Tell(IReadOnlyList<double[]> ranked)
    {
        _generation++;
        double[][] steps = [.. ranked.Select(Step)];
        var move = new double[_n];
        for (var i = 0; i < _w.Parents; i++)
        {
            Add(move, steps[i], _w.Weights[i]);
        }

        Add(_mean, move, _sigma);
        var decay = 1 - _w.SigmaRate;
        Blend(_pathSigma, decay, Whitened(move), Math.Sqrt(_w.SigmaRate * (2 - _w.SigmaRate) * _w.Effective));
        var length = Math.Sqrt(_pathSigma.Sum(p => p * p));
        var steady = length / Math.Sqrt(1 - FixedMath.Pow(decay, 2 * _generation)) < (1.4 + (2.0 / (_n + 1))) * _w.ExpectedLength;
        Blend(_pathC, 1 - _w.PathRate, move, steady ? Math.Sqrt(_w.PathRate * (2 - _w.PathRate) * _w.Effective) : 0);
        Bend(steps, steady ? 0 : _w.PathRate * (2 - _w.PathRate));
        // The bound keeps a flat objective from blowing the distribution out of the cube.
        _sigma = Math.Min(_sigma * FixedMath.Exp(_w.SigmaRate / _w.Damping * ((length / _w.ExpectedLength) - 1)), 1);
        var eigen = SymmetricEigen.Of(_covariance, _n);
        (_axes, _lengths) = (eigen.Vectors, [.. eigen.Values.Select(v => Math.Sqrt(Math.Max(v, 1e-20)))]);
    }

    /// <summary>The step that leads to a position. One drawn from an older distribution may be far out: it is shortened, so that it cannot
    /// throw the strategy off (Hansen 2011, Injecting External Solutions Into CMA-ES).</summary>
    private double[] Step(double[] x)
    {
        double[] y = [.. x.Select((u, i) => (u - _mean[i]) / _sigma)];
        var length = Math.Sqrt(Whitened(y).Sum(v => v * v));
        var most = Math.Sqrt(_n) + (2.0 * _n / (_n + 2));
        return length > most ? [.. y.Select(v => v * most / length)] : y;
    }

    private void Bend(double[][] steps, double lost)
    {
        var all = _w.Weights.Sum();
        double[] weights = [.. _w.Weights.Select((w, i) => w >= 0 ? w : w * _n / Math.Max(Whitened(steps[i]).Sum(v => v * v), 1e-12))];
        var keep = 1 + (_w.OneRate * lost) - _w.OneRate - (_w.ManyRate * all);
        for (var i = 0; i < _n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = (keep * _covariance[(i * _n) + j]) + (_w.OneRate * _pathC[i] * _pathC[j]);
                for (var k = 0; k < steps.Length; k++)
                {
                    sum += _w.ManyRate * weights[k] * steps[k][i] * steps[k][j];
                }

                _covariance[(i * _n) + j] = _covariance[(j * _n) + i] = sum;
            }
        }
    }

    /// <summary>C^(-1/2) times a vector.</summary>
    private double[] Whitened(double[] vector)
    {
        var turned = new double[_n];
        for (var k = 0; k < _n; k++)
        {
            for (var i = 0; i < _n; i++)
            {
                turned[k] += _axes[(i * _n) + k] * vector[i];
            }

            turned[k] /= _lengths[k];
        }

        return [.. Enumerable.Range(0, _n).Select(i => Row(_axes, i, turned))];
    }

    private double Row(double[] matrix, int row, double[] vector)
    {
        var sum = 0.0;
        for (var k = 0; k < _n; k++)
        {
            sum += matrix[(row * _n) + k] * vector[k];
        }

        return sum;
    }

    private static double[] Diagonal(int n, double value)
    {
        var matrix = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            matrix[(i * n) + i] = value;
        }

        return matrix;
    }

    private static void Add(double[] to, double[] vector, double factor) => Blend(to, 1, vector, factor);

    private static void Blend(double[] to, double keep, double[] vector, double factor)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = (keep * to[i]) + (factor * vector[i]);
        }
    }
}

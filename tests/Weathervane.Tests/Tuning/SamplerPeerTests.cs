using Weathervane.Numerics;
using Weathervane.Tuning.Samplers.Gaussian;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

/// <summary>Sobol's points, the Gaussian process and the normal quantile beside SciPy's and scikit-learn's.</summary>
public sealed class SamplerPeerTests
{
    [Fact]
    public void Sobols_first_points_are_scipys_in_all_dimensions()
    {
        var expected = Python.Ask("scipy.stats", "print(json.dumps(scipy.stats.qmc.Sobol(64, scramble=False, bits=32).random(64).tolist()))");
        var sequence = new SobolSequence(SobolSequence.DimensionsMax);
        var point = new double[SobolSequence.DimensionsMax];
        for (var i = 0; i < 64; i++)
        {
            sequence.Point((uint)i, point);
            Assert.Equal(expected[i].EnumerateArray().Select(v => v.GetDouble()), point);
        }
    }

    [Fact]
    public void The_normal_quantile_is_scipys_to_14_digits()
    {
        double[] shares = [1e-300, 1e-20, 1e-9, 1e-4, 0.01, 0.07, 0.08, 0.3, 0.4999, 0.5, 0.6, 0.92, 0.93, 0.999, 0.9999999];
        var expected = Python.Ask("scipy.stats", $"print(json.dumps(scipy.stats.norm.ppf({Python.Row(shares)}).tolist()))");
        for (var i = 0; i < shares.Length; i++)
        {
            // The algorithm promises about 1 in 1e16; both sides round on the way.
            Assert.Equal(expected[i].GetDouble(), Normal.Quantile(shares[i]), 1e-14 * Math.Max(1, Math.Abs(expected[i].GetDouble())));
        }
    }

    [Fact]
    public void The_posterior_is_scikit_learns_with_the_same_kernel()
    {
        var (space, points, values) = Example();
        var belief = new GaussianProcess(space, new Matern([0.3, 0.7, 1.9], 1.7, 0.01));
        Assert.All(points, p => Assert.True(belief.Add(p)));
        belief.Learn(values);
        // More than are looked at side by side.
        double[][] asked = [[0.1, 0.2, 0.3], [0.9, 0.5, 0.4], [0.33, 0.71, 0.02], .. points];
        var answer = Python.Ask("sklearn.gaussian_process", $"""
            from sklearn.gaussian_process import GaussianProcessRegressor as G
            from sklearn.gaussian_process.kernels import Matern, ConstantKernel as C
            g = G(C(1.7) * Matern([0.3, 0.7, 1.9], nu=2.5), alpha=0.01, optimizer=None).fit({Python.Rows(points)}, {Python.Row(values)})
            mean, sd = g.predict({Python.Rows(asked)}, return_std=True)
            print(json.dumps([mean.tolist(), (sd ** 2).tolist()]))
            """);
        var (means, variances) = (new double[asked.Length], new double[asked.Length]);
        belief.At(asked, means, variances);
        for (var i = 0; i < asked.Length; i++)
        {
            // The covariance's condition is below 1e4, and doubles carry 16 digits.
            Assert.Equal(answer[0][i].GetDouble(), means[i], 1e-10);
            Assert.Equal(answer[1][i].GetDouble(), variances[i], 1e-10);
        }
    }

    [Fact]
    public void The_evidence_differs_from_scikit_learns_by_what_is_believed_beforehand_alone()
    {
        var (space, points, values) = Example();
        double[] one = [Math.Log(0.3), Math.Log(0.7), Math.Log(1.9), Math.Log(1.7), Math.Log(0.01)];
        double[] other = [Math.Log(0.5), Math.Log(0.2), Math.Log(0.8), Math.Log(0.6), Math.Log(0.1)];
        var answer = Python.Ask("sklearn.gaussian_process", $"""
            from sklearn.gaussian_process import GaussianProcessRegressor as G
            from sklearn.gaussian_process.kernels import Matern, WhiteKernel as W, ConstantKernel as C
            g = G(C(1) * Matern([1, 1, 1], nu=2.5) + W(1), alpha=0, optimizer=None).fit({Python.Rows(points)}, {Python.Row(values)})
            order = [3, 0, 1, 2, 4]
            print(json.dumps([g.log_marginal_likelihood(np.array(t)[order]) for t in ({Python.Row(one)}, {Python.Row(other)})]))
            """);
        var evidence = new Evidence(new PointSet(space, points), values);
        double[] ignored = new double[5];
        var constant = points.Count / 2.0 * Math.Log(2 * Math.PI);
        foreach (var (logs, theirs) in new[] { (one, answer[0].GetDouble()), (other, answer[1].GetDouble()) })
        {
            var believed = logs.Take(3).Sum(l => Square(l - Math.Sqrt(2) - (Math.Log(3) / 2)) / 6) + (Square(logs[3]) / 2) + (Square(logs[4] + 6) / 8);
            Assert.Equal(-theirs - constant + believed, evidence.Cost(logs, ignored), 1e-9);
        }

        static double Square(double x) => x * x;
    }

    private static (SearchSpace Space, IReadOnlyList<double[]> Points, double[] Values) Example()
    {
        var random = new SeededRandom(8);
        double[][] points = [.. Enumerable.Range(0, 15).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() })];
        return (
            new SearchSpace([new FloatRange("a", 0, 1), new FloatRange("b", 0, 1), new FloatRange("c", 0, 1)]),
            points,
            [.. points.Select(p => Math.Sin(6 * p[0]) + (p[1] * p[2]))]);
    }
}

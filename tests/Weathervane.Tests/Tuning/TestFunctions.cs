using Weathervane.Evaluation.Metrics;
using Weathervane.Tuning;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Tuning;

/// <summary>Functions whose least values are known. Source: Surjanovic and Bingham, Virtual Library of Simulation Experiments.</summary>
internal static class TestFunctions
{
    private static readonly double[] Heights = [1, 1.2, 3, 3.2];
    private static readonly double[][] Slopes = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];

    private static readonly double[][] Centers =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    internal static readonly SearchSpace BraninSpace = new([new FloatRange("x", -5, 10), new FloatRange("y", 0, 15)]);

    internal static readonly SearchSpace HartmannSpace = new([.. Enumerable.Range(0, 6).Select(i => new FloatRange($"x{i}", 0, 1))]);

    /// <summary>Least value 0.397887, at (-pi, 12.275), (pi, 2.275) and (9.42478, 2.475).</summary>
    internal static double Branin(double[] p)
    {
        var valley = p[1] - (5.1 / (4 * Math.PI * Math.PI) * p[0] * p[0]) + (5 / Math.PI * p[0]) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(p[0])) + 10;
    }

    /// <summary>Least value -3.32237, at (0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573).</summary>
    internal static double Hartmann(double[] p) => -Enumerable.Range(0, 4).Sum(
        i => Heights[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => Slopes[i][j] * (p[j] - Centers[i][j]) * (p[j] - Centers[i][j]))));

    /// <summary>The best value that a sampler finds.</summary>
    internal static double Best(Sampler sampler, SearchSpace space, Func<double[], double> function, int trials, ulong seed, int width = 1) => Study.Run(
        new StudyOptions { Space = space, Direction = MetricDirection.Lower, Sampler = sampler, Trials = trials, Seed = seed, Width = width },
        trial => new TrialScore(function([.. space.Parameters.Select(p => (double)trial.Parameters[p.Name])]), double.NaN, [])).Best!.Value;
}

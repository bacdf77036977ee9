using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Numerics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Tuning;
using Weathervane.Tuning.Search;

namespace Weathervane.Bench.Samplers;

/// <summary>Something to be made small.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Space">Where.</param>
/// <param name="Value">What.</param>
/// <param name="Least">Its least value; NaN where nobody knows it.</param>
/// <param name="Seeds">Studies to run.</param>
/// <param name="Trials">Trials of each.</param>
internal sealed record Problem(string Name, SearchSpace Space, Func<IReadOnlyDictionary<string, object>, double> Value, double Least, int Seeds, int Trials)
{
    private static readonly double[] Heights = [1, 1.2, 3, 3.2];
    private static readonly double[][] Slopes = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];

    private static readonly double[][] Centers =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    private static readonly int[] Sizes = [2, 5, 10, 20, 30];

    /// <summary>Three functions whose least values are known, and a search over our boosting on the sample of daily bars.</summary>
    internal static IReadOnlyList<Problem> All(string pipeline) =>
    [
        Function("Branin", [(-5, 10), (0, 15)], Branin, 0.39788735772973816, 20),
        Function("Hartmann-6", [.. Enumerable.Repeat((0.0, 1.0), 6)], Hartmann, -3.322368011415515, 20),
        Function("Rosenbrock-10", [.. Enumerable.Repeat((-5.0, 10.0), 10)], Rosenbrock, 0, 20),
        Boosting(pipeline),
    ];

    /// <summary>Five known shapes in 2 to 30 parameters, with their least values anywhere in the middle 70 %.</summary>
    internal static IReadOnlyList<Problem> Others() =>
    [
        .. Sizes.SelectMany(size => new[]
        {
            Shifted("Sphere", size, 5.12, z => z.Sum(x => x * x)),
            Shifted("Ackley", size, 32.768, Ackley),
            Shifted("Rastrigin", size, 5.12, z => (10 * z.Length) + z.Sum(x => (x * x) - (10 * Math.Cos(2 * Math.PI * x)))),
            Shifted("Griewank", size, 600, z => (z.Sum(x => x * x) / 4000) - z.Select((x, i) => Math.Cos(x / Math.Sqrt(i + 1))).Aggregate((a, b) => a * b) + 1),
            Shifted("Levy", size, 10, Levy),
        }),
    ];

    private static Problem Shifted(string name, int size, double reach, Func<double[], double> value)
    {
        var random = SeededRandom.Fork(name.Aggregate(0UL, (sum, letter) => (31 * sum) + letter), (ulong)size);
        double[] shift = [.. Enumerable.Range(0, size).Select(_ => 0.7 * reach * ((2 * random.NextDouble()) - 1))];
        return Function($"{name}-{size}", [.. Enumerable.Repeat((-reach, reach), size)], p => value([.. p.Select((x, i) => x - shift[i])]), 0, 5);
    }

    private static Problem Function(string name, (double Low, double High)[] ranges, Func<double[], double> value, double least, int seeds)
    {
        var space = new SearchSpace([.. ranges.Select((r, i) => new FloatRange($"x{i}", r.Low, r.High))]);
        return new Problem(name, space, point => value([.. space.Parameters.Select(p => (double)point[p.Name])]), least, seeds, 100);
    }

    /// <summary>Log loss over three folds of the rows that a run of the pipeline would search on.</summary>
    private static Problem Boosting(string file)
    {
        var pipeline = PipelineFile.Read(file);
        var inputs = PipelineInputs.Load(pipeline, 1, CancellationToken.None);
        var rows = inputs.Rows.Take([.. inputs.Training]).Take(inputs.Folds[0].Train);
        var objective = Objectives.OverFolds(
            rows, new WalkForward { Folds = 3 }.Split(rows), point => LearnerCatalog.Create("lightgbm", point), LogLoss.Metric,
            new EvaluationOptions { Preprocessing = pipeline.Preprocessing, Seed = pipeline.Seed });
        return new Problem(
            "boosting",
            new SearchSpace(
            [
                new IntRange("n_estimators", 20, 200), new FloatRange("learning_rate", 0.005, 0.3, Log: true), new IntRange("num_leaves", 2, 64, Log: true),
                new IntRange("min_data_in_leaf", 5, 300, Log: true), new FloatRange("feature_fraction", 0.2, 1), new FloatRange("lambda_l2", 0.001, 100, Log: true),
            ]),
            point => objective(new TrialContext(0, point, CancellationToken.None)).Value, double.NaN, 5, 30);
    }

    private static double Branin(double[] p)
    {
        var valley = p[1] - (5.1 / (4 * Math.PI * Math.PI) * p[0] * p[0]) + (5 / Math.PI * p[0]) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(p[0])) + 10;
    }

    private static double Hartmann(double[] p) => -Enumerable.Range(0, 4).Sum(
        i => Heights[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => Slopes[i][j] * (p[j] - Centers[i][j]) * (p[j] - Centers[i][j]))));

    private static double Rosenbrock(double[] p) => Enumerable.Range(0, p.Length - 1).Sum(
        i => (100 * (p[i + 1] - (p[i] * p[i])) * (p[i + 1] - (p[i] * p[i]))) + ((1 - p[i]) * (1 - p[i])));

    private static double Ackley(double[] z) => -(20 * Math.Exp(-0.2 * Math.Sqrt(z.Average(x => x * x)))) - Math.Exp(z.Average(x => Math.Cos(2 * Math.PI * x))) + 20 + Math.E;

    private static double Levy(double[] z)
    {
        double[] w = [.. z.Select(x => 1 + (x / 4))];
        return Square(Math.Sin(Math.PI * w[0])) + w[..^1].Sum(v => Square(v - 1) * (1 + (10 * Square(Math.Sin((Math.PI * v) + 1)))))
            + (Square(w[^1] - 1) * (1 + Square(Math.Sin(2 * Math.PI * w[^1]))));
    }

    private static double Square(double x) => x * x;
}

using System.Globalization;
using System.Runtime.InteropServices;
using Weathervane.Datasets;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Numerics;

namespace Weathervane.Bench;

/// <summary>Boosting on made tables of other shapes than the bars', each fit in a process of its own, so that its peak memory is its own.</summary>
/// <remarks>A table is a file that peers read too: the numbers of rows and columns as int64, then the columns, then the labels, as float64. Its last tenth is
/// for scoring. Columns are normal; the log odds lean on five of them and on one product.</remarks>
internal static class Shapes
{
    private const int Threads = 2;

    private static readonly Dictionary<string, Dictionary<string, object>> Recipes = new()
    {
        ["lightgbm"] = new() { ["n_estimators"] = 100, ["num_leaves"] = 31, ["learning_rate"] = 0.05 },
        ["xgboost"] = new() { ["n_estimators"] = 100, ["max_depth"] = 6, ["learning_rate"] = 0.05 },
    };

    /// <summary>Writes a table of so many training rows and a tenth more.</summary>
    internal static int Make(int rows, int columns, string path)
    {
        var all = rows + (rows / 10);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        file.Write(MemoryMarshal.AsBytes<long>([all, columns]));
        var (odds, column) = (new double[all], new double[all]);
        var product = new double[all];
        double[] slopes = [0.8, -0.6, 0.4, -0.2, 0.1];
        for (var c = 0; c < columns; c++)
        {
            var random = SeededRandom.Fork(1, (ulong)c);
            for (var i = 0; i < all; i++)
            {
                column[i] = random.NextGaussian();
                odds[i] += c < slopes.Length ? slopes[c] * column[i] : 0;
                product[i] = c == 0 ? column[i] : c == 1 ? product[i] * column[i] : product[i];
            }

            file.Write(MemoryMarshal.AsBytes<double>(column));
        }

        var coin = SeededRandom.Fork(2, 0);
        for (var i = 0; i < all; i++)
        {
            column[i] = coin.NextDouble() < FixedMath.Sigmoid(odds[i] + (0.5 * product[i])) ? 1 : 0;
        }

        file.Write(MemoryMarshal.AsBytes<double>(column));
        return 0;
    }

    /// <summary>Fits a learner on a table: once unmeasured, then so many times; prints the line of it with the peak of the process's memory.</summary>
    internal static int Fit(string learner, string path, int runs, TextWriter output)
    {
        var (train, test) = Read(path);
        var recipe = LearnerCatalog.Create(learner, Recipes[learner]);
        Compare.Timed(
            output, $"{learner} on {train.Rows} x {train.Features.Columns}", runs, () => recipe.Fit(train, new FitContext { Threads = Threads }), model =>
            {
                var probability = new double[test.Rows];
                model.Predict(test.Features, probability, Threads);
                return [("log_loss", Math.Round(LogLoss.Metric.Function(test.Labels, probability), 5)), ("peak_mb", PeakMegabytes())];
            });
        return 0;
    }

    private static (Dataset Train, Dataset Test) Read(string path)
    {
        using var file = File.OpenRead(path);
        var shape = new long[2];
        file.ReadExactly(MemoryMarshal.AsBytes(shape.AsSpan()));
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var (values, labels) = (new double[checked(rows * columns)], new double[rows]);
        for (var c = 0; c < columns; c++)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(c * rows, rows)));
        }

        file.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        var features = new FeatureMatrix([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], values, rows);
        var trainRows = rows - (rows / 11);
        return (Part(0, trainRows), Part(trainRows, rows - trainRows));

        Dataset Part(int from, int count) => new(
            features.Slice(from, count), labels[from..(from + count)], [.. Enumerable.Range(from, count).Select(i => new LabelSpan(i, i))]);
    }

    /// <summary>The most memory that the process ever held, as Linux tells it.</summary>
    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture) / 1024);
    }
}

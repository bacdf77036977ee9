using System.Diagnostics;
using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;

namespace Weathervane.Bench;

/// <summary>Times the same whole jobs as the peers' script, on the same rows, and prints them in the same form.</summary>
/// <remarks>The rows are btc43 on the Bitcoin bars without the first 720, split 80/20 in time. Each job runs once unmeasured (warm), then
/// several times; the median counts. Two threads, binning included.</remarks>
internal static class Compare
{
    private const int Threads = 2, Warmup = 720;

    internal static int Run(string path, int runs, TextWriter output)
    {
        var bars = Timed(output, "read bars", runs, () => BarReader.Read(path).Bars, b => [("rows", b.Count)]);
        var set = FeatureSets.Btc43;
        var memory = new double[bars.Count * set.Columns.Count];
        Timed(output, "btc43 into the caller's buffer", runs, () => { set.Compute(bars, memory, new FeatureOptions { Threads = Threads }); return set; }, s => [("columns", s.Columns.Count)]);

        var (train, test) = Split(bars, new FeatureMatrix(set.Names, memory, bars.Count));
        var boosting = Fit(output, "lightgbm 200 trees x 31 leaves, rate 0.05", runs, "lightgbm",
            new() { ["n_estimators"] = 200, ["num_leaves"] = 31, ["learning_rate"] = 0.05 }, train, test);
        Fit(output, "lightgbm 200 trees, depth 6, 64 leaves, rate 0.05", runs, "lightgbm",
            new() { ["n_estimators"] = 200, ["num_leaves"] = 64, ["max_depth"] = 6, ["learning_rate"] = 0.05 }, train, test);
        Fit(output, "random-forest 100 trees, depth 8", Math.Max(runs / 2, 1), "random-forest",
            new() { ["n_estimators"] = 100, ["max_depth"] = 8 }, train, test);

        var probability = new double[test.Rows];
        Timed(output, $"predict {test.Rows} rows, 200 trees", Math.Max(runs, 5), () => { boosting.Predict(test.Features, probability, Threads); return boosting; });
        var row = new double[test.Features.Columns];
        test.Features.CopyRow(0, row);
        Timed(output, "predict 1 row x 100", Math.Max(runs, 5), () =>
        {
            for (var i = 0; i < 100; i++)
            {
                boosting.Predict(row);
            }

            return boosting;
        });
        return 0;
    }

    private static (Dataset Train, Dataset Test) Split(BarSeries bars, FeatureMatrix features)
    {
        var rows = Enumerable.Range(Warmup, bars.Count - 1 - Warmup).ToArray();
        var labels = rows.Select(i => bars.Close[i + 1] > bars.Close[i] ? 1.0 : 0.0).ToArray();
        var all = new Dataset(features.TakeRows(rows), labels, [.. rows.Select(i => new LabelSpan(i, i + 1))]);
        var cut = (int)(rows.Length * 0.8);
        return (all.Take(Enumerable.Range(0, cut).ToArray()), all.Take(Enumerable.Range(cut, rows.Length - cut).ToArray()));
    }

    private static Model Fit(
        TextWriter output, string name, int runs, string learner, Dictionary<string, object> parameters, Dataset train, Dataset test)
    {
        var recipe = LearnerCatalog.Create(learner, parameters);
        return Timed(output, name, runs, () => recipe.Fit(train, new FitContext { Threads = Threads, Seed = 0 }), model =>
        {
            var probability = new double[test.Rows];
            model.Predict(test.Features, probability, Threads);
            return [("auc", Math.Round(Score("roc_auc"), 5)), ("log_loss", Math.Round(Score("log_loss"), 5))];

            double Score(string metric) => MetricCatalog.All.Single(m => m.Name == metric).Function(test.Labels, probability);
        });
    }

    internal static T Timed<T>(TextWriter output, string name, int runs, Func<T> work, Func<T, (string Name, double Value)[]>? facts = null)
    {
        var result = work();
        var seconds = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            result = work();
            seconds[i] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        var line = new Dictionary<string, object>
        {
            ["weathervane"] = name, ["seconds"] = Math.Round(seconds[runs / 2], 6), ["min"] = Math.Round(seconds[0], 6), ["runs"] = runs,
        };
        foreach (var (fact, value) in facts?.Invoke(result) ?? [])
        {
            line[fact] = value;
        }

        output.WriteLine(JsonSerializer.Serialize(line));
        output.Flush();
        return result;
    }
}

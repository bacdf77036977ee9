using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Bench.Statistics;

/// <summary>How often tests at 5 % call noise an edge, and how often they find one.</summary>
internal static class Sizes
{
    private const double NormalLimit = 1.959963984540054;
    private const int Draws = 199;
    private static readonly double[] Areas = [0.5, 0.52, 0.55];

    internal static void Run(int runs, int rows, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n## {rows:N0} rows, {runs:N0} runs\n"));
        output.WriteLine("| test | labels | found without an edge | 95 % interval | size holds | found at an area of 0.52 | at 0.55 |");
        output.WriteLine("|---|---|---:|---:|---|---:|---:|");
        foreach (var process in new[] { Process.All[0], Process.All[3] })
        {
            var tests = Tests(process.Horizon);
            var found = Areas.Select(area => Count(tests, process, Forecasts.CorrelationFor(area), runs, rows)).ToArray();
            for (var t = 0; t < tests.Count; t++)
            {
                var (share, low, high) = Wilson(found[0][t], runs);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {tests[t].Name} | {process.Name} | {100 * share:0.0} % | {100 * low:0.0} to {100 * high:0.0} % | {(low <= 0.05 ? "yes" : "NO")} | {100.0 * found[1][t] / runs:0} % | {100.0 * found[2][t] / runs:0} % |"));
            }

            output.Flush();
        }
    }

    /// <summary>Textbook tests; those of metrics are read from the scoreboard, as they are shown.</summary>
    private static List<(string Name, Func<OutOfSample, Scoreboard, double> P)> Tests(int horizon)
    {
        List<(string, Func<OutOfSample, Scoreboard, double>)> tests =
        [
            .. MetricCatalog.All.Where(m => m.Needs == MetricNeed.Decision || m.Ranks is not null).Select(m =>
                ($"{m.Name} against a coin", (Func<OutOfSample, Scoreboard, double>)((_, board) => board.Find("model", "coin", m.Name)!.PValue))),
            ("Pesaran-Timmermann", (model, _) => PesaranTimmermann.Test(model.Labels, model.Probabilities, horizon).PValue),
        ];
        if (horizon == 1)
        {
            tests.Add(("McNemar against always up", (model, _) => McNemar.Test(model.Labels, model.Probabilities, [.. model.Labels.Select(_ => 1.0)]).PValue));
            tests.Add(("DeLong against an unrelated ranking", (model, _) => DeLong.Test(model.Labels, model.Probabilities, Unrelated(model)).PValue));
            tests.Add(("exact binomial of right decisions", (model, _) =>
            {
                var m = ConfusionMatrix.Of(model.Labels, model.Probabilities);
                return Binomial.TwoSided(m.TrueNegatives + m.TruePositives, m.Rows, 0.5);
            }));
        }

        return tests;
    }

    private static double[] Unrelated(OutOfSample model)
    {
        var random = new SeededRandom((ulong)model.Probabilities[0].GetHashCode());
        return [.. model.Labels.Select(_ => random.NextDouble())];
    }

    private static int[] Count(List<(string Name, Func<OutOfSample, Scoreboard, double> P)> tests, Process process, double correlation, int runs, int rows)
    {
        var found = new int[tests.Count];
        for (var run = 0; run < runs; run++)
        {
            var (model, coin) = Forecasts.Draw(process, correlation, rows, SeededRandom.Fork(43, (ulong)run));
            var board = Scoreboard.Of([model], [coin], LogLoss.Metric, new InferenceOptions { Horizon = process.Horizon, Seed = (ulong)run, Draws = Draws }, "coin");
            for (var t = 0; t < found.Length; t++)
            {
                found[t] += tests[t].P(model, board) <= 0.05 ? 1 : 0;
            }
        }

        return found;
    }

    private static (double Share, double Low, double High) Wilson(int count, int runs)
    {
        var (p, z2) = ((double)count / runs, NormalLimit * NormalLimit);
        var (centre, margin) = ((p + (z2 / (2 * runs))) / (1 + (z2 / runs)), NormalLimit / (1 + (z2 / runs)) * Math.Sqrt((p * (1 - p) / runs) + (z2 / (4.0 * runs * runs))));
        return (p, centre - margin, centre + margin);
    }
}

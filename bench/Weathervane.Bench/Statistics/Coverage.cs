using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Bench.Statistics;

/// <summary>How often 95 % intervals hold the true value.</summary>
internal static class Coverage
{
    private const double Correlation = 0.2;
    private static readonly string[] Metrics = ["accuracy", "roc_auc", "balanced_accuracy", "mcc", "precision", "recall", "f1"];

    /// <summary>Simulates the processes whose names hold one of the given parts; all where none is given.</summary>
    internal static void Run(int runs, int rows, int draws, string[] only, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n## {rows:N0} rows, {runs:N0} runs, {draws} draws\n"));
        output.WriteLine($"| process | effective rows, median | warned | mean | {string.Join(" | ", Metrics)} |");
        output.WriteLine($"|---|---:|---:|---:|{string.Concat(Metrics.Select(_ => "---:|"))}");
        foreach (var process in Process.All.Where(p => only.Length == 0 || only.Any(p.Name.Contains)))
        {
            var tally = new Tally[Metrics.Length + 1];
            var (effective, warned) = (new double[runs], 0);
            for (var run = 0; run < runs; run++)
            {
                var mean = One(process, rows, draws, run, tally);
                effective[run] = mean.EffectiveRows;
                warned += mean.IsTrusted ? 0 : 1;
            }

            Array.Sort(effective);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {process.Name}{(process.IsRequired ? "" : " (not required)")} | {effective[runs / 2]:0} | {100.0 * warned / runs:0} % | {string.Join(" | ", tally.Select(t => t.Text(runs)))} |"));
            output.Flush();
        }
    }

    private static LongRunMean One(Process process, int rows, int draws, int run, Tally[] tally)
    {
        var random = SeededRandom.Fork(41, (ulong)run);
        // A closed form of the area needs a signal of constant scale; without an edge it is 0.5 in any case.
        var correlation = process.Name.StartsWith("GARCH", StringComparison.Ordinal) ? 0 : Correlation;
        var mean = LongRunMean.Of(process.Draw(random, rows), process.Horizon);
        tally[0].Add(mean.Low <= 0 && mean.High >= 0, false, false);
        var (model, coin) = Forecasts.Draw(process, correlation, rows, random);
        var board = Scoreboard.Of([model], [coin], LogLoss.Metric, new InferenceOptions { Horizon = process.Horizon, Seed = (ulong)run, Draws = draws }, "coin");
        for (var i = 0; i < Metrics.Length; i++)
        {
            var comparison = board.Find("model", "coin", Metrics[i])!;
            var truth = Forecasts.TrueGain(comparison.Metric, correlation);
            tally[i + 1].Add(
                comparison.Low <= truth && comparison.High >= truth,
                comparison.Test!.Low <= truth && comparison.Test.High >= truth,
                comparison.Resampled is { } sampled && sampled.Low <= truth && sampled.High >= truth);
        }

        return mean;
    }

    /// <summary>Hits of the interval as shown, and of the two that it is the hull of.</summary>
    private struct Tally
    {
        private int _shown, _influence, _resampled;

        internal void Add(bool shown, bool influence, bool resampled)
        {
            _shown += shown ? 1 : 0;
            _influence += influence ? 1 : 0;
            _resampled += resampled ? 1 : 0;
        }

        internal readonly string Text(int runs) => string.Create(
            CultureInfo.InvariantCulture,
            $"{100.0 * _shown / runs:0.0}{(_influence == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100.0 * _influence / runs:0.0}, {(_resampled == 0 ? "-" : (100.0 * _resampled / runs).ToString("0.0", CultureInfo.InvariantCulture))})"))}");
    }
}

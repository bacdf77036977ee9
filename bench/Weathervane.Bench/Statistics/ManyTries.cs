using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Numerics;

namespace Weathervane.Bench.Statistics;

/// <summary>How often the best of many tries without an edge seems to have one, with and without the correction; and how often a true edge among them is found.</summary>
internal static class ManyTries
{
    private const int Blocks = 64, RowsPerBlock = 50;

    internal static void Run(int runs, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n## The best of many tries, {Blocks * RowsPerBlock:N0} rows in {Blocks} blocks, {runs:N0} runs\n"));
        output.WriteLine("| tries | families | effective, mean | uncorrected | corrected | a true edge of 4.5 standard errors found |");
        output.WriteLine("|---:|---:|---:|---:|---:|---:|");
        foreach (var (tries, families) in new[] { (1, 1), (10, 10), (50, 50), (50, 5), (200, 200), (200, 20) })
        {
            double effective = 0;
            int naive = 0, corrected = 0, power = 0;
            for (var run = 0; run < runs; run++)
            {
                var random = SeededRandom.Fork(47, (ulong)run);
                var rows = Draw(random, tries, families);
                var blocks = rows.Select(r => r.Chunk(RowsPerBlock).Select(c => c.Average()).ToArray()).ToList();
                var count = EffectiveTrials.Of(blocks, (ulong)run);
                effective += count / runs;
                var best = LongRunMean.Of(rows.MaxBy(r => r.Average())!);
                naive += best.Low > 0 ? 1 : 0;
                corrected += best.Low > 0 && MultipleTesting.BestOf(best.PValue, count) <= 0.05 ? 1 : 0;
                var edge = LongRunMean.Of([.. rows[0].Select(v => v + (4.5 / Math.Sqrt(Blocks * RowsPerBlock)))]);
                power += edge.Low > 0 && MultipleTesting.BestOf(edge.PValue, count) <= 0.05 ? 1 : 0;
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {tries} | {families} | {effective:0.0} | {100.0 * naive / runs:0.0} % | {100.0 * corrected / runs:0.0} % | {100.0 * power / runs:0} % |"));
            output.Flush();
        }
    }

    /// <summary>Tries of one family share nine tenths of their variance.</summary>
    private static List<double[]> Draw(SeededRandom random, int tries, int families)
    {
        var rows = Blocks * RowsPerBlock;
        double[][] shared = [.. Enumerable.Range(0, families).Select(_ => Process.Autoregressive(random, rows, 0))];
        return [.. Enumerable.Range(0, tries).Select(t => tries == families
            ? shared[t]
            : (double[])[.. shared[t % families].Select(v => (Math.Sqrt(0.9) * v) + (Math.Sqrt(0.1) * random.NextGaussian()))])];
    }
}

using System.Globalization;
using Weathervane.Bench.Statistics;
using Weathervane.Evaluation.Inference;
using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Numerics;

namespace Weathervane.Bench.Drift;

/// <summary>How often the drift monitor alarms without drift, and finds one column of many that has moved.</summary>
internal static class DriftSimulation
{
    private const int ReferenceRows = 20_000;
    private const int Columns = 20;
    private const double Correlation = 0.97;
    private const double Level = 0.05;
    // Power at short windows needs fewer runs than a share of alarms near 5 %.
    private const int ShortRunsMax = 400;
    private static readonly int[] Windows = [2160, 720, 168];

    /// <summary>Runs so many histories; each goes on from its reference into the longest window, the shorter ones being its beginning.</summary>
    internal static int Run(int runs, int threads, TextWriter output)
    {
        var tallies = Windows.Select((_, w) => new Tally[w == 0 ? runs : Math.Min(runs, ShortRunsMax)]).ToArray();
        var done = 0;
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = threads }, run =>
        {
            var history = History((ulong)run);
            var reference = DriftReference.Of(history.Slice(0, ReferenceRows));
            for (var w = 0; w < Windows.Length && run < tallies[w].Length; w++)
            {
                tallies[w][run] = One(reference, history.Slice(ReferenceRows, Windows[w]), (ulong)run);
            }

            if (Interlocked.Increment(ref done) % 100 == 0)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {runs}"));
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n## {runs:N0} runs: reference {ReferenceRows:N0} rows, AR({Correlation}) x {Columns} columns, level {Level}\n"));
        output.WriteLine("| window | runs | runs with an alarm, no drift | columns with p <= 0.05, no drift | one column shifted by 1 sd: found | smallest visible shift (median) | shifted by that: found | KS as for independent rows: runs with an alarm, no drift | columns |");
        output.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (var w = 0; w < Windows.Length; w++)
        {
            var (tally, n) = (tallies[w], tallies[w].Length);
            double[] shifts = [.. tally.Select(t => t.Visible).Order()];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Windows[w]:N0} | {n:N0} | {Share(tally.Count(t => t.Alarm), n)} | {Share(tally.Sum(t => t.SmallP), n * Columns)} | {Share(tally.Count(t => t.Found), n)} | {shifts[n / 2]:0.00} sd | {Share(tally.Count(t => t.FoundVisible), n)} | {Share(tally.Count(t => t.Naive > 0), n)} | {Share(tally.Sum(t => t.Naive), n * Columns)} |"));
        }

        return 0;
    }

    private static Tally One(DriftReference reference, FeatureMatrix window, ulong seed)
    {
        var options = new DriftOptions { Level = Level, Seed = seed };
        var report = DriftMonitor.Check(reference, window, options);
        var first = reference with { Columns = [reference.Columns[0]] };
        var visible = report.Columns[0].SmallestVisibleShift;
        var rows = (double)window.Rows * ReferenceRows / (window.Rows + ReferenceRows);
        return new Tally(
            report.Alarm, report.Columns.Count(c => c.PValue <= 0.05), Finds(1), visible, Finds(visible),
            report.Columns.Count(c => c.Tests.First(t => t.Test == "ks").Statistic > 1.358 / Math.Sqrt(rows)));

        bool Finds(double shift)
        {
            // The others keep the p-values that they have without drift; the shift is in units of the law's own deviation, which is 1.
            var moved = window.Column(0).ToArray().Select(v => v + shift).ToArray();
            var found = DriftMonitor.Check(first, new FeatureMatrix([window.Names[0]], moved, window.Rows), options).Columns[0];
            return MultipleTesting.BenjaminiHochberg([found.PValue, .. report.Columns.Skip(1).Select(c => c.PValue)])[0] <= Level;
        }
    }

    private static FeatureMatrix History(ulong run)
    {
        var rows = ReferenceRows + Windows[0];
        var values = new double[rows * Columns];
        for (var c = 0; c < Columns; c++)
        {
            Process.Autoregressive(SeededRandom.Fork(SeededRandom.Mix(97, run), (ulong)c), rows, Correlation).CopyTo(values, c * rows);
        }

        return new FeatureMatrix([.. Enumerable.Range(1, Columns).Select(c => string.Create(CultureInfo.InvariantCulture, $"x{c}"))], values, rows);
    }

    private static string Share(int count, int of)
    {
        var share = (double)count / of;
        return string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} % (s.e. {100 * Math.Sqrt(share * (1 - share) / of):0.0})");
    }

    private readonly record struct Tally(bool Alarm, int SmallP, bool Found, double Visible, bool FoundVisible, int Naive);
}

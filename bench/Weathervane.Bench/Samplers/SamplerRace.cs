using System.Diagnostics;
using System.Globalization;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Tuning;
using Weathervane.Tuning.Samplers;

namespace Weathervane.Bench.Samplers;

/// <summary>Our samplers beside Optuna's TPE on the same problems, in one run: what was found after 30 and 100 trials, and the time per suggestion.</summary>
/// <remarks>One trial after the other on both sides (width 1), Optuna's sampler with its defaults. Sampler by sampler, all differences of
/// a problem (of log regrets where the least value is known) are divided by their median size, so that no problem drowns the others,
/// and Wilcoxon's signed-rank test asks whether ours is worse.</remarks>
internal static class SamplerRace
{
    /// <summary>The samplers' settings were chosen on other seeds, and the other functions' shapes with their least values elsewhere.</summary>
    private const int FirstSeed = 1000;

    private static readonly int[] After = [30, 100];

    internal static int Run(string script, IReadOnlyList<Problem> problems, TextWriter output)
    {
        using var optuna = new OptunaPeer(script);
        var samplers = SamplerCatalog.All.Where(s => s is not GridSampler).ToList();
        var found = samplers.ToDictionary(s => s.Id, _ => new List<Outcome>());
        output.WriteLine("| problem | sampler | median after 30 | median after 100 | ms of processor time per suggestion |\n|---|---|---|---|---|");
        foreach (var problem in problems)
        {
            var theirs = Enumerable.Range(FirstSeed, problem.Seeds).Select(seed => optuna.Run(problem, problem.Trials, seed)).ToList();
            var theirMs = 1000 * theirs.Sum(t => t.Seconds) / problem.Seeds / problem.Trials;
            Line(output, problem, "Optuna 3.1 TPE", [.. theirs.Select(t => t.Best)], theirMs);
            foreach (var sampler in samplers)
            {
                // Compiled before it is timed, the loops for good.
                Ours(problem with { Seeds = double.IsNaN(problem.Least) ? 1 : 5 }, sampler);
                var (ours, seconds) = Ours(problem, sampler);
                Line(output, problem, sampler.Id, ours, 1000 * seconds / problem.Seeds / problem.Trials);
                found[sampler.Id].Add(new Outcome(problem, ours, [.. theirs.Select(t => t.Best)]));
            }
        }

        output.WriteLine("\n| sampler | after | pairs | better | worse | p that it is worse |\n|---|---|---|---|---|---|");
        foreach (var sampler in samplers)
        {
            foreach (var after in After)
            {
                double[] differences = [.. found[sampler.Id].SelectMany(o => o.Differences(after))];
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {sampler.Id} | {after} | {differences.Length} | {differences.Count(d => d < 0)} | {differences.Count(d => d > 0)} | {WorseBy(differences):0.000} |"));
            }
        }

        return 0;
    }

    /// <summary>The chance of so high a signed-rank sum if neither side were better; normal approximation, equal sizes share their rank.</summary>
    internal static double WorseBy(double[] differences)
    {
        double[] unequal = [.. differences.Where(d => d != 0).OrderBy(Math.Abs)];
        double n = unequal.Length, sum = 0, ties = 0;
        for (var i = 0; i < unequal.Length;)
        {
            var same = unequal.Skip(i).TakeWhile(d => Math.Abs(d) == Math.Abs(unequal[i])).Count();
            sum += unequal.Skip(i).Take(same).Count(d => d > 0) * (i + ((same + 1) / 2.0));
            ties += ((double)same * same * same) - same;
            i += same;
        }

        var variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (ties / 48);
        return n == 0 ? 1 : 1 - Normal.Cdf((sum - (n * (n + 1) / 4) - 0.5) / Math.Sqrt(variance));
    }

    private static (List<double[]> Best, double Seconds) Ours(Problem problem, Sampler sampler)
    {
        var (best, objective) = (new List<double[]>(), TimeSpan.Zero);
        using var process = Process.GetCurrentProcess();
        // The functions cost next to nothing; boosting's own time is taken off.
        var costs = double.IsNaN(problem.Least);
        var before = Spent(process);
        for (var seed = FirstSeed; seed < FirstSeed + problem.Seeds; seed++)
        {
            var values = Study.Run(
                new StudyOptions
                {
                    Space = problem.Space, Direction = MetricDirection.Lower, Sampler = sampler, Trials = problem.Trials, Seed = (ulong)seed, Width = 1,
                },
                trial =>
                {
                    var started = costs ? Spent(process) : TimeSpan.Zero;
                    var value = problem.Value(trial.Parameters);
                    objective += costs ? Spent(process) - started : TimeSpan.Zero;
                    return new TrialScore(value, double.NaN, []);
                }).Trials.Select(t => t.Value);
            var least = double.PositiveInfinity;
            best.Add([.. values.Select(v => least = Math.Min(least, v))]);
        }

        return (best, (Spent(process) - before - objective).TotalSeconds);
    }

    /// <summary>Processor time of all threads so far.</summary>
    private static TimeSpan Spent(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static void Line(TextWriter output, Problem problem, string sampler, IReadOnlyList<double[]> best, double ms)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {problem.Name} | {sampler} | {Median(best, 30):G5} | {(problem.Trials < 100 ? "-" : Median(best, 100).ToString("G5", CultureInfo.InvariantCulture))} | {ms:0.00} |"));
        output.Flush();
    }

    private static double Median(IReadOnlyList<double[]> best, int after)
    {
        double[] sorted = [.. best.Select(b => b[after - 1]).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Outcome(Problem Problem, IReadOnlyList<double[]> Ours, IReadOnlyList<double[]> Theirs)
    {
        internal IEnumerable<double> Differences(int after)
        {
            if (after > Problem.Trials)
            {
                return [];
            }

            double[] raw = [.. Ours.Zip(Theirs, (o, t) => Size(o[after - 1]) - Size(t[after - 1]))];
            var sizes = raw.Select(Math.Abs).Order().ToList();
            var median = sizes[sizes.Count / 2];
            return raw.Select(r => median > 0 ? r / median : r);
        }

        // A regret of 1e-9 is none.
        private double Size(double value) => double.IsNaN(Problem.Least) ? value : Math.Log(Math.Max(value - Problem.Least, 1e-9));
    }
}

using System.Globalization;
using Weathervane.Monitoring.Experiments;
using Weathervane.Numerics;
using Weathervane.Tests.Monitoring.Experiments;

namespace Weathervane.Bench.Experiments;

/// <summary>How often an A/B experiment is wrong, and how soon it is right, looked at after every bar. Writes tables in Markdown.</summary>
internal static class VerdictSimulation
{
    private const int Bars = 10_000, Long = 100_000;

    internal static int Run(int runs, int longRuns, TextWriter output)
    {
        output.WriteLine("| world without a better challenger | runs | challenger wins | of these, while its true mean so far was at most 0 | champion wins | confidence sequence left the running mean |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var world in ForecastWorld.Nulls.Append(ForecastWorld.HiddenRegimes))
        {
            WriteNull(world, runs, output);
        }

        output.WriteLine();
        output.WriteLine("| world with a gain of 0.003 nats a bar | standard deviation of a bar's advantage | runs | found within 10,000 bars | wrong way | z-test once, after 10,000 bars |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var world in (ForecastWorld[])
            [
                Planted(ForecastWorld.HalfTheNoise, 0.003), Planted(ForecastWorld.Knows, 0.003), Planted(ForecastWorld.KnowsSome, 0.003), Planted(ForecastWorld.Adds, 0.003),
                Planted(d => ForecastWorld.AddsUnderNoise(d, 0.05), 0.003), Planted(d => ForecastWorld.AddsUnderNoise(d, 0.1), 0.003), Planted(d => ForecastWorld.AddsUnderNoise(d, 0.2), 0.003),
                Planted(d => ForecastWorld.KnowsAhead(d, 4), 0.003), Planted(d => ForecastWorld.KnowsAhead(d, 24), 0.003),
            ])
        {
            WritePlanted(world, runs, output);
        }

        output.WriteLine();
        output.WriteLine("| gain, nats a bar | half of the runs are decided within | four of five | nine of ten |");
        output.WriteLine("|---:|---:|---:|---:|");
        foreach (var gain in (double[])[0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05])
        {
            var world = Planted(ForecastWorld.Knows, gain);
            var waits = Map(longRuns, run => PeekingLooks.Decide(world, world.Draw(Seed(run), Long)) is { Verdict: RunningVerdict.Better, DecidedAfter: { } bars } ? bars : long.MaxValue).Order().ToArray();
            output.WriteLine(Text($"| {gain} | {Bar(waits, 0.5)} | {Bar(waits, 0.8)} | {Bar(waits, 0.9)} |"));
            output.Flush();
        }

        return 0;
    }

    private static void WriteNull(ForecastWorld world, int runs, TextWriter output)
    {
        var results = Map(runs, run =>
        {
            var path = world.Draw(Seed(run), Bars);
            var test = PeekingLooks.Decide(world, path);
            var worse = test.Verdict == RunningVerdict.Better && path.Means.Take((int)test.DecidedAfter!.Value).Sum() <= 1e-9;
            return (test.Verdict, worse, Left: world.Horizon == 1 && run < runs / 10 && PeekingLooks.LeavesTheSequence(path));
        });
        var left = world.Horizon == 1 ? Share(results.Count(r => r.Left), runs / 10) : "-";
        output.WriteLine(Text(
            $"| {world.Name} | {runs} | {Share(results.Count(r => r.Verdict == RunningVerdict.Better), runs)} | {Share(results.Count(r => r.worse), runs)} | {Share(results.Count(r => r.Verdict == RunningVerdict.Worse), runs)} | {left} |"));
        output.Flush();
    }

    private static void WritePlanted(ForecastWorld world, int runs, TextWriter output)
    {
        var results = Map(runs, run =>
        {
            var path = world.Draw(Seed(run), Bars);
            var gains = path.Outcomes.Select((outcome, i) => LossAdvantage.Of(path.Champion[i], path.Challenger[i], outcome)).ToArray();
            var mean = gains.Average();
            return (PeekingLooks.Decide(world, path).Verdict, deviation: Math.Sqrt(Covariance(gains, mean, 0)), Fixed: mean / Math.Sqrt(LongRun(gains, mean, world.Horizon) / gains.Length) > 1.96);
        });
        var once = Share(results.Count(r => r.Fixed), runs);
        output.WriteLine(Text(
            $"| {world.Name} | {results.Average(r => r.deviation):0.000} | {runs} | {Share(results.Count(r => r.Verdict == RunningVerdict.Better), runs)} | {Share(results.Count(r => r.Verdict == RunningVerdict.Worse), runs)} | {once} |"));
        output.Flush();
    }

    /// <summary>The variance of a sum a bar: labels that overlap are told apart by it (Newey and West, twice the horizon).</summary>
    private static double LongRun(double[] gains, double mean, int horizon)
    {
        var variance = Covariance(gains, mean, 0);
        for (var lag = 1; horizon > 1 && lag < 2 * horizon; lag++)
        {
            variance += 2 * (1 - (lag / (2.0 * horizon))) * Covariance(gains, mean, lag);
        }

        return variance;
    }

    private static double Covariance(double[] gains, double mean, int lag)
    {
        var sum = 0.0;
        for (var i = lag; i < gains.Length; i++)
        {
            sum += (gains[i] - mean) * (gains[i - lag] - mean);
        }

        return sum / gains.Length;
    }

    /// <summary>The world whose mean gain is as asked, by halving on a million bars drawn from a seed of its own.</summary>
    private static ForecastWorld Planted(Func<double, ForecastWorld> world, double gain)
    {
        var (low, high) = (0.0, 3.0);
        for (var i = 0; i < 14; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = world(middle).Draw(new SeededRandom(97), 500_000).Means.Average() < gain ? (middle, high) : (low, middle);
        }

        return world((low + high) / 2);
    }

    private static T[] Map<T>(int runs, Func<int, T> run) => [.. Enumerable.Range(0, runs).AsParallel().AsOrdered().WithDegreeOfParallelism(1).Select(run)];

    private static SeededRandom Seed(int run) => new((ulong)(1_000_000 + run));

    private static string Bar(long[] waits, double share) =>
        waits[(int)Math.Ceiling(share * waits.Length) - 1] is var bars && bars == long.MaxValue ? "more than 100,000" : Text($"{bars:N0}");

    private static string Share(int count, int runs)
    {
        var share = (double)count / runs;
        return Text($"{100 * share:0.0} % (s.e. {100 * Math.Sqrt(share * (1 - share) / runs):0.0})");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using MathNet.Numerics.Distributions;
using Weathervane.Tests.Pipelines.Gate;

namespace Weathervane.Bench.Gate;

/// <summary>How often the gate lets the best of 200 recipes in: on noise it should not, with a planted edge it should. Writes a table in Markdown.</summary>
internal static class GateSimulation
{
    internal static int Run(int noiseSeeds, int edgeSeeds, TextWriter output)
    {
        output.WriteLine("| world | rows scored | trials | effective, mean of 20 | seeds | let in | share | 95 % interval |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var rows in (int[])[500, 2_000])
        {
            var noise = new GateWorlds { Rows = rows };
            Line("noise, against a noise champion and the baselines", noise, noiseSeeds, seed => noise.Recipe(seed).Promote);
            Line("noise, first version, called proven", noise, noiseSeeds, seed => noise.First(seed).Proven);
            Line("noise, first version, champion on trial", noise, noiseSeeds, seed => noise.First(seed) is { Promote: true, Proven: false });
        }

        foreach (var (rows, boldness) in ((int, double)[])[(15_000, 1), (15_000, 1.3), (12_000, 1), (6_000, 1)])
        {
            var edge = new GateWorlds { Rows = rows, Edge = 0.1777, Boldness = boldness };
            Line(string.Create(CultureInfo.InvariantCulture, $"edge of AUC 0.55{(boldness == 1 ? "" : $", claimed {boldness} times as sharp")}"), edge, edgeSeeds, seed => edge.Recipe(seed).Promote);
        }

        return 0;

        void Line(string world, GateWorlds worlds, int seeds, Func<ulong, bool> isIn)
        {
            var count = Enumerable.Range(1, seeds).Count(seed => isIn((ulong)seed));
            var low = count == 0 ? 0 : Beta.InvCDF(count, seeds - count + 1, 0.025);
            var high = count == seeds ? 1 : Beta.InvCDF(count + 1, seeds - count, 0.975);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {world} | {worlds.Rows:N0} | {worlds.Trials} | {Enumerable.Range(1, 20).Average(seed => worlds.Effective((ulong)seed)):0} | {seeds:N0} | {count:N0} | {100.0 * count / seeds:0.0} % | {100 * low:0.0} to {100 * high:0.0} % |"));
            output.Flush();
        }
    }
}

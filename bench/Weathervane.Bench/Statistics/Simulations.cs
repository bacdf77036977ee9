namespace Weathervane.Bench.Statistics;

/// <summary>The simulations that the tests of significance are held to; their tables are kept in bench/results/statistics.</summary>
internal static class Simulations
{
    internal static int Coverage(int runs, int rows, int draws, string[] only, TextWriter output)
    {
        Statistics.Coverage.Run(runs, rows, draws, only, output);
        return 0;
    }

    internal static int Sizes(int runs, int rows, TextWriter output)
    {
        Statistics.Sizes.Run(runs, rows, output);
        return 0;
    }

    internal static int Tries(int runs, TextWriter output)
    {
        ManyTries.Run(runs, output);
        return 0;
    }
}

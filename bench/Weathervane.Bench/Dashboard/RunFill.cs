using System.Globalization;
using Weathervane.Store;
using Weathervane.Store.Import;
using Weathervane.Store.Locations;
using Weathervane.Store.Runs;

namespace Weathervane.Bench.Dashboard;

/// <summary>Fills a workspace with runs of a made-up search, for bench/dashboard and bench/searches: five values, ten parameters and two tags each.</summary>
internal static class RunFill
{
    // One run in a thousand was killed, and another is of a user who ran little else.
    private const int Side = 16, Rare = 1000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="folder">The workspace.</param>
    /// <param name="runs">How many.</param>
    /// <param name="store">Where the rows go; null is into the folder.</param>
    internal static int Run(string folder, int runs, string? store = null)
    {
        using var workspace = Workspace.Open(new WorkspaceLocation(folder, store is null ? null : StoreLocation.Parse(store)), TimeProvider.System);
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Side }, n => workspace.Imports.Add(Of(n)));
        return 0;
    }

    private static ForeignRun Of(int n)
    {
        var (depth, rate, time) = (3 + (n % 8), 0.005 * Math.Pow(1.5, n % 9), Start.AddMinutes(n));
        var loss = 0.68 + (0.004 * Math.Abs(Math.Log(rate / 0.03))) + (0.001 * (10 - depth)) + (0.002 * Math.Sin(n));
        return new ForeignRun
        {
            Id = n.ToString("x32", CultureInfo.InvariantCulture),
            ExperimentId = 0,
            Name = string.Create(CultureInfo.InvariantCulture, $"sweep-{n:000000}"),
            User = n % Rare == 500 ? "eve" : n % 3 == 0 ? "ada" : "bob",
            Status = n % Rare == 250 ? RunStatus.Killed : n % 50 == 49 ? RunStatus.Failed : RunStatus.Finished,
            Start = time,
            End = time.AddSeconds(30 + (n % 90)),
            Metrics = [.. new[] { ("log_loss", loss), ("accuracy", 1.22 - loss), ("brier", loss - 0.44), ("roc_auc", 1.21 - loss), ("f1", 1.2 - loss) }.Select(m => new ForeignMetric(m.Item1, m.Item2, 0, time))],
            Params = new Dictionary<string, string>(Enumerable.Range(0, 8).Select(p => KeyValuePair.Create($"p{p}", $"{(n * (p + 3)) % 17}")))
            {
                ["max_depth"] = $"{depth}",
                ["eta"] = rate.ToString("0.#####", CultureInfo.InvariantCulture),
            },
            Tags = new Dictionary<string, string> { ["stage"] = n % 10 == 0 ? "live" : "trial", ["host"] = $"box-{n % 40}" },
        };
    }
}

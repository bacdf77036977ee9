using System.Globalization;
using Weathervane.Bars;
using Weathervane.Store.Retraining;

namespace Weathervane.Cli.Tests.Cluster;

/// <summary>A server that trains a model again, seen from outside: which of its threads work, and how far behind the others they stand.</summary>
public sealed class LowPriorityTests : IDisposable
{
    private const string Series = "hours";
    private const int Steps = 10, Lowest = 19;
    private readonly Workshop _shop = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_refresh_runs_on_threads_of_low_priority_and_none_of_the_pools_becomes_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var own = Niceness(File.ReadAllText("/proc/self/stat"));
        Assert.SkipWhen(own == Lowest, "There is no priority below this one.");
        var bars = _shop.Bars("bars.csv", 6000, 0.6);
        var trained = await _shop.RunAsync("run", _shop.Pipeline("heavy.yaml", bars, "split: { folds: 1 }\nlearners: [{lightgbm: {n_estimators: 600, num_leaves: 63, min_data_in_leaf: 5}}]"), "--quiet");
        Assert.True(trained.Exit == 0, trained.Error);
        using var workspace = _shop.Open();
        workspace.Series.Put(Series, "1h", ["heavy:latest"]);
        workspace.Series.Take(Series, BarReader.Read(bars, cancel: Cancel).Bars.ToArray());

        // Of eight cores four are for jobs: two fits side by side, of two threads each.
        using var server = await ServerProcess.StartAsync(0, ["--allow-unproven", "--workspace", _shop.Store], Cancel, cores: 8);
        using var client = new HttpClient { BaseAddress = server.Url };
        for (var i = 0; i < 50; i++)
        {
            // What the first requests make the runtime do is no work of the refresh's.
            await client.GetStringAsync("/health", Cancel);
            await Task.Delay(20, Cancel);
        }

        var before = Threads(server.Id);
        var after = new Dictionary<int, SeenThread>(before);
        workspace.Retraining.SetPlan(Series, RetrainingPlan.OnRequest with { Folds = 12, Requested = workspace.Retraining.Now() }, "ada");
        for (var i = 0; workspace.Retraining.Events(Series).Count == 0; i++)
        {
            Assert.True(i < 6000, "The refresh did not end.");
            if (i % 25 == 0)
            {
                // Seldom: where the refresh waits for a busy machine, the pool's work must not grow with the waiting.
                await client.GetStringAsync("/health", Cancel);
            }

            await Task.Delay(20, Cancel);
            foreach (var (id, thread) in Threads(server.Id))
            {
                after[id] = thread;
            }
        }

        Assert.True(workspace.Retraining.Events(Series)[0].Kind != SeriesEventKind.Failed, workspace.Retraining.Events(Series)[0].Words);
        var worked = after.Select(t => t.Value with { Ticks = t.Value.Ticks - (before.TryGetValue(t.Key, out var first) ? first.Ticks : 0) }).ToList();
        var low = worked.Where(t => t.Niceness == Math.Min(own + Steps, Lowest)).ToList();
        var pool = worked.Where(t => t.Name == ".NET TP Worker").ToList();
        Assert.NotEmpty(pool);
        Assert.All(pool, t => Assert.Equal(own, t.Niceness));
        var ticks = low.Sum(t => t.Ticks);
        Assert.True(low.Count(t => t.Ticks > ticks / 10) >= 2, Told());
        Assert.True(pool.Sum(t => t.Ticks) < ticks / 5, Told());

        string Told() => string.Join('\n', worked.Where(t => t.Ticks > 0));
    }

    private static Dictionary<int, SeenThread> Threads(int process)
    {
        var threads = new Dictionary<int, SeenThread>();
        foreach (var folder in Directory.EnumerateDirectories(FormattableString.Invariant($"/proc/{process}/task")))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')];
                threads[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] = new SeenThread(name, Niceness(stat), Word(stat, 14) + Word(stat, 15));
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }

        return threads;
    }

    private static int Niceness(string stat) => (int)Word(stat, 19);

    /// <summary>A field by its number in proc(5); the second is the name, which may hold anything.</summary>
    private static long Word(string stat, int number) => long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[number - 3], CultureInfo.InvariantCulture);

    /// <summary>A thread of a process.</summary>
    /// <param name="Name">What it is called; 15 characters at most.</param>
    /// <param name="Niceness">Higher lets others go first.</param>
    /// <param name="Ticks">How long it has worked, in hundredths of a second.</param>
    private sealed record SeenThread(string Name, int Niceness, long Ticks);
}

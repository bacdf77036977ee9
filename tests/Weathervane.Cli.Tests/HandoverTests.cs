using System.Diagnostics;
using Weathervane.Bars;
using Weathervane.Store;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;

namespace Weathervane.Cli.Tests;

/// <summary>Two servers of one store, one of which dies or stands still in the middle of a refresh: the other does it, and it counts once.</summary>
public sealed class HandoverTests : IDisposable
{
    private const string Lease = "retraining/hours";
    private readonly Workshop _shop = new();
    private readonly List<Process> _servers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Kill();
            server.WaitForExit();
            server.Dispose();
        }

        _shop.Dispose();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task What_one_began_the_other_finishes_once(string signal)
    {
        // A recipe that takes long enough to be interrupted: 9,000 rows of noise and many small trees.
        var run = await _shop.RunAsync("run", _shop.Pipeline("p.yaml", _shop.Bars("hours.csv", 9000, 0.6), "split: { folds: 1 }\nlearners: [{lightgbm: {n_estimators: 3000, num_leaves: 63, min_data_in_leaf: 5}}]\nregister: { name: m }"));
        Assert.True(run.Exit == 0, run.Error);
        using var workspace = Workspace.Open(_shop.Store, TimeProvider.System);
        // However the gate judged it, it is the one that forecasts.
        var first = workspace.Models.Versions("m")[^1];
        workspace.Series.Put("hours", "1h", ["m:latest"]);
        workspace.Series.Take("hours", BarReader.Read(_shop.At("hours.csv"), cancel: Cancel).Bars.ToArray());
        var one = await StartAsync();
        workspace.Retraining.SetPlan("hours", new RetrainingPlan { Schedule = "never", Check = "never", Requested = DateTimeOffset.UtcNow }, "ada");
        await Until(IsHeld, 60);
        await StartAsync();
        Assert.True(IsHeld(), "The refresh was over before it could be interrupted.");
        using (var sent = Process.Start("kill", [$"-{signal}", $"{one.Id}"]))
        {
            await sent.WaitForExitAsync(Cancel);
        }

        Assert.Empty(workspace.Retraining.Events("hours"));
        // The lease of the one runs out after 8 seconds, and the other begins anew.
        await Until(() => workspace.Retraining.Events("hours").Count > 0, 180);
        if (signal == "STOP")
        {
            // It wakes up in the middle of its work, finds its lease gone, and keeps nothing.
            using var woken = Process.Start("kill", ["-CONT", $"{one.Id}"]);
            await woken.WaitForExitAsync(Cancel);
            await Task.Delay(TimeSpan.FromSeconds(15), Cancel);
        }

        var happened = Assert.Single(workspace.Retraining.Events("hours"));
        Assert.True(happened.IsTraining && happened.Kind != SeriesEventKind.Failed, happened.Words);
        // A version that was registered too late, if there is one, bears no alias.
        Assert.Equal(happened.Kind == SeriesEventKind.Refreshed ? 2 : 1, workspace.Models.Versions("m").Count(v => v.Version == first.Version || v.Aliases.Contains(ModelName.Champion)));

        bool IsHeld()
        {
            if (workspace.Leases.Take(Lease, "a test", TimeSpan.Zero) is not { } taken)
            {
                return true;
            }

            workspace.Leases.Release(taken);
            return false;
        }
    }

    private async Task<Process> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vane.dll"), "serve", "--port", "0", "--allow-unproven", "--lease-seconds", "8", "--quiet", "--workspace", _shop.Store])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var server = Process.Start(start)!;
        _servers.Add(server);
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        Assert.StartsWith("Serving ", await server.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
        return server;
    }

    private static async Task Until(Func<bool> done, int seconds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!done())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}

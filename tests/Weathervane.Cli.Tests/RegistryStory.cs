using Weathervane.Store;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Tests;

/// <summary>The registry story in a folder of its own: two random forests on GBPUSD, the second with a worse log loss.</summary>
internal sealed class RegistryStory : IDisposable
{
    internal static readonly byte[] ModelBytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    internal string Folder { get; } = Path.Combine(Path.GetTempPath(), "vane-cli-" + Guid.NewGuid().ToString("N"));

    internal string RunId { get; private set; } = "";

    internal RegistryStory Told()
    {
        using var workspace = Workspace.Open(Folder, new StoryClock());
        var run = workspace.Runs.Create(new NewRun { Name = "gbp-forest", User = "ada", Tags = new Dictionary<string, string> { ["market"] = "fx" } });
        workspace.Runs.Log(run.Id, new RunLog
        {
            Metrics = [new("accuracy", 0.51344), new("log_loss", 0.6921), new("undefined", double.NaN)],
            Params = new Dictionary<string, string> { ["trees"] = "50" },
        });
        var study = workspace.Studies.Create(new Study(run.Id, "random-forest", "tpe", 1, "log_loss", HigherIsBetter: false, "trees: 50..200"));
        workspace.Studies.AddTrial(study, new Trial(0, TrialState.Complete, new Dictionary<string, string> { ["trees"] = "50" }, 0.6921));
        workspace.Studies.AddTrial(study, new Trial(1, TrialState.Complete, new Dictionary<string, string> { ["trees"] = "200" }, 0.6951));
        workspace.Artifacts.Put(run, "report.html", "<html>"u8.ToArray());
        workspace.Runs.Finish(run.Id, RunStatus.Finished);
        RunId = run.Id;
        Register(workspace, run.Id, 0.51344, 0.6921, ("trees", "50"), ("max_depth", "3"));
        Register(workspace, run.Id, 0.51015, 0.6951, ("trees", "200"), ("max_depth", "10"), ("bootstrap", "true"));
        workspace.Models.Promote(workspace.Models.Resolve("gbp:1"), "ada", "the first model");
        return this;
    }

    internal Task<Cli> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--workspace", Folder]);

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static void Register(Workspace workspace, string run, double accuracy, double logLoss, params (string Name, string Value)[] parameters) =>
        workspace.Models.Register(new NewVersion
        {
            Name = "gbp",
            Author = "ada",
            RunId = run,
            Model = ModelBytes,
            Metrics = [new("accuracy", accuracy), new("log_loss", logLoss)],
            PrimaryMetric = "log_loss",
            Parameters = parameters.ToDictionary(p => p.Name, p => p.Value),
            Verdict = "NOT PROVEN",
            BarsSha256 = "b0b0",
        });

    private sealed class StoryClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }
}

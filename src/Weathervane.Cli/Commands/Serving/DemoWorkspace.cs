using Weathervane.Bars;
using Weathervane.Store;
using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;

namespace Weathervane.Cli.Commands.Serving;

/// <summary>A workspace that anyone can look around in, filled by the commands themselves: it is gone with the server.</summary>
internal sealed class DemoWorkspace : IDisposable
{
    private const string Bars = "sp500.csv";

    // Small enough for a few seconds; the search is real.
    private const string Pipeline = """
        name: sp500
        bars: { file: sp500.csv }
        features: [return(1), return(5), return(20), rsi(14)]
        label: next-bar-direction
        split: { holdout: 0.2, folds: 3 }
        scaler: standard
        impute: median
        learners:
          - logistic: { C: 0.001 }
          - lightgbm: { n_estimators: 20, num_leaves: 4, min_data_in_leaf: 200, tune: { learning_rate: [0.01, 0.1] } }
        tuning: { trials: 4, folds: 2 }
        primary: log_loss
        seed: 42
        """;

    private DemoWorkspace() => Directory.CreateDirectory(Folder);

    internal string Folder { get; } = Path.Combine(Path.GetTempPath(), "vane-demo-" + Guid.NewGuid().ToString("N"));

    internal WorkspaceLocation Location => new(Path.Combine(Folder, "workspace"));

    /// <summary>Two runs on the shipped sample with a search each, their versions, aliases that were moved with reasons, and the bars as a series.</summary>
    internal static async Task<DemoWorkspace> MakeAsync(Terminal terminal, CancellationToken cancel)
    {
        var demo = new DemoWorkspace();
        try
        {
            await demo.FillAsync(terminal with { Output = TextWriter.Null, Error = TextWriter.Null, Interactive = false, Cancel = cancel, Environment = _ => null });
            return demo;
        }
        catch
        {
            demo.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task FillAsync(Terminal quiet)
    {
        await using (var bars = typeof(DemoWorkspace).Assembly.GetManifestResourceStream(Bars)!)
        await using (var file = File.Create(Path.Combine(Folder, Bars)))
        {
            await bars.CopyToAsync(file, quiet.Cancel);
        }

        var pipeline = Path.Combine(Folder, "sp500.yaml");
        await File.WriteAllTextAsync(pipeline, Pipeline, quiet.Cancel);
        await DoAsync("run", pipeline);
        await DoAsync("run", pipeline, "--seed", "7", "--set", "features=[return(1), return(2), return(10), rsi(14)]");
        using var workspace = Workspace.Open(Location, quiet.Clock);
        // The runs' own gate may have made a champion.
        var others = workspace.Models.Versions("sp500").Where(v => !v.Aliases.Contains(ModelName.Champion)).ToList();
        workspace.Models.SetAlias(others[0], "shadow", "demo", "forecasts beside the champion, and nobody acts on it");
        foreach (var version in others.Take(2))
        {
            workspace.Models.Promote(version, "demo", "to see how a champion is replaced", force: true);
        }

        workspace.Models.Rollback("sp500", "demo", "to see how one comes back");
        // Bars of the hold-out are new to the model: they are forecast, and looked through for drift.
        workspace.Series.Put("sp500-1d", "1d", ["sp500"]);
        workspace.Retraining.SetPlan("sp500-1d", new RetrainingPlan { Schedule = "never", OnDrift = false, OnDecay = false }, "demo");
        workspace.Series.Take("sp500-1d", BarReader.Read(Path.Combine(Folder, Bars), cancel: quiet.Cancel).Bars.ToArray());

        async Task DoAsync(params string[] line)
        {
            var told = new StringWriter();
            if (await Program.RunAsync([.. line, "--workspace", Location.Folder], quiet with { Error = told }) != 0)
            {
                quiet.Cancel.ThrowIfCancellationRequested();
                throw new IOException($"the demonstration could not be made: {told.ToString().Trim()}");
            }
        }
    }
}

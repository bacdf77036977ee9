using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Store.Tests;

/// <summary>A workspace in a folder that goes away with it, and a clock that only moves when told.</summary>
internal sealed class TemporaryWorkspace : IDisposable
{
    /// <param name="place">Where the rows go, given the workspace's folder; by default into it.</param>
    /// <param name="artifacts">Where content goes; by default into the folder.</param>
    /// <param name="clock">Gives the times; by default <see cref="Clock"/>.</param>
    internal TemporaryWorkspace(Func<string, StoreLocation>? place = null, ArtifactLocation? artifacts = null, TimeProvider? clock = null)
    {
        Folder = Path.Combine(Path.GetTempPath(), "vane-store-" + Guid.NewGuid().ToString("N"));
        Location = new WorkspaceLocation(Folder, place?.Invoke(Folder), artifacts);
        Store = Workspace.Open(Location, clock ?? Clock);
    }

    internal WorkspaceLocation Location { get; }

    internal string Folder { get; }

    internal ManualClock Clock { get; } = new();

    internal Workspace Store { get; private set; }

    /// <summary>Closes and opens again, as another process would.</summary>
    internal Workspace Reopen()
    {
        Store.Dispose();
        return Store = Workspace.Open(Location, Clock);
    }

    internal Run NewRun(string name = "test") => Store.Runs.Create(new NewRun { Name = name, User = "ada" });

    internal ModelVersion Register(string name = "gbp", double? logLoss = null, params (string Name, string Value)[] parameters) =>
        Store.Models.Register(new NewVersion
        {
            Name = name,
            Author = "ada",
            PrimaryMetric = "log_loss",
            Metrics = logLoss is { } value ? [new("log_loss", value)] : [],
            Parameters = parameters.ToDictionary(p => p.Name, p => p.Value),
        });

    /// <summary>The files that hold content.</summary>
    internal string[] Blobs() => Directory.GetFiles(Path.Combine(Folder, "blobs"), "*", SearchOption.AllDirectories);

    public void Dispose()
    {
        Store.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

internal sealed class ManualClock : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

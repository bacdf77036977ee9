using Dapper;
using Weathervane.Store.Access;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Experiments;
using Weathervane.Store.Import;
using Weathervane.Store.Live;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Locations;
using Weathervane.Store.LoggedModels;
using Weathervane.Store.Models;
using Weathervane.Store.Requests;
using Weathervane.Store.Retraining;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;
using Weathervane.Store.Studies;

namespace Weathervane.Store;

/// <summary>Runs, models, studies and files: by default a folder with <c>store.db</c> and <c>blobs/</c>, else PostgreSQL and S3.</summary>
/// <remarks>Whatever a call returned from survives a crash and a power cut. Any number of threads and processes may use one workspace
/// at once. Nothing is overwritten: moves and deletions are added, so the past can be asked for.</remarks>
/// <example><code>
/// using var workspace = Workspace.Open(".vane", TimeProvider.System);
/// var run = workspace.Runs.Create(new NewRun { Name = "sp500", User = "ada" });
/// workspace.Runs.LogMetric(run.Id, "log_loss", 0.6921);
/// workspace.Artifacts.Put(run, "report.html", report);
/// var version = workspace.Models.Register(new NewVersion { Name = "sp500", Author = "ada", RunId = run.Id, Model = bytes });
/// workspace.Models.Promote(version, "ada", "the first model");
/// workspace.Runs.Finish(run.Id, RunStatus.Finished);
/// </code></example>
public sealed class Workspace : IDisposable
{
    private readonly Database _database;

    private Workspace(WorkspaceLocation location, Database database, IBlobStore blobs, TimeProvider clock, Func<string, bool?> higherIsBetter)
    {
        (Folder, Location) = (location.Folder, location);
        _database = database;
        Runs = new RunStore(database, clock);
        Artifacts = new ArtifactStore(database, blobs, clock);
        Experiments = new ExperimentStore(database, clock);
        LoggedModels = new LoggedModelStore(database, clock);
        Models = new ModelRegistry(database, Artifacts, clock, higherIsBetter);
        RegisteredModels = new RegisteredModelStore(database, clock, higherIsBetter);
        ModelVersions = new ModelVersionStore(database, clock, higherIsBetter);
        Studies = new StudyStore(database, clock);
        StudyJobs = new StudyJobStore(database, clock);
        Holdouts = new HoldoutStore(database, clock);
        Tries = new TryStore(database);
        Series = new SeriesStore(database, clock);
        Forecasts = new ForecastStore(database, clock);
        Backfills = new BackfillStore(database, clock);
        LiveExperiments = new LiveExperimentStore(database, clock, higherIsBetter);
        Leases = new LeaseStore(database, clock);
        Retraining = new RetrainingStore(database, clock);
        Keys = new KeyStore(database, clock);
        Audit = new AuditLog(database);
        Imports = new ImportStore(database, clock);
        Exports = new ExportStore(database);
        Requests = new RequestStore(database, clock);
        Upkeep = new StoreUpkeep(database, blobs, clock);
    }

    /// <summary>The folder's full path; reports are kept there, wherever the rest is.</summary>
    public string Folder { get; }

    /// <summary>Where its parts are.</summary>
    public WorkspaceLocation Location { get; }

    /// <summary>Whether the last who asked the database found that it cannot be reached; never of a file.</summary>
    public bool IsAway => _database.IsAway;

    /// <summary>Runs with their metrics, parameters and tags.</summary>
    public RunStore Runs { get; }

    /// <summary>Bars as they come in.</summary>
    public SeriesStore Series { get; }

    /// <summary>What models said, and what came of it.</summary>
    public ForecastStore Forecasts { get; }

    /// <summary>Forecasts over bars that were there before they were asked for.</summary>
    public BackfillStore Backfills { get; }

    /// <summary>A/B experiments on live forecasts.</summary>
    public LiveExperimentStore LiveExperiments { get; }

    /// <summary>Who does what only one of several servers may do at a time.</summary>
    public LeaseStore Leases { get; }

    /// <summary>When the models of series are trained again, and what came of it.</summary>
    public RetrainingStore Retraining { get; }

    /// <summary>Groups of runs.</summary>
    public ExperimentStore Experiments { get; }

    /// <summary>Models that runs logged, registered or not.</summary>
    public LoggedModelStore LoggedModels { get; }

    /// <summary>Names, descriptions and tags of registered models.</summary>
    public RegisteredModelStore RegisteredModels { get; }

    /// <summary>Changes and searches of versions that are registered.</summary>
    public ModelVersionStore ModelVersions { get; }

    /// <summary>Files of runs and model versions.</summary>
    public ArtifactStore Artifacts { get; }

    /// <summary>Registered models, their versions and aliases.</summary>
    public ModelRegistry Models { get; }

    /// <summary>Searches over parameters, with their trials.</summary>
    public StudyStore Studies { get; }

    /// <summary>Searches whose trials the servers make.</summary>
    public StudyJobStore StudyJobs { get; }

    /// <summary>Who looked at which held-out bars when.</summary>
    public HoldoutStore Holdouts { get; }

    /// <summary>Keys that callers of a server show.</summary>
    public KeyStore Keys { get; }

    /// <summary>Who changed what when through a server.</summary>
    public AuditLog Audit { get; }

    /// <summary>What was tried on which rows.</summary>
    public TryStore Tries { get; }

    /// <summary>Takes over what other stores hold.</summary>
    public ImportStore Imports { get; }

    /// <summary>Hands out everything for other stores.</summary>
    public ExportStore Exports { get; }

    /// <summary>Requests that count once, however often they are sent.</summary>
    public RequestStore Requests { get; }

    /// <summary>Checks, backups, and moving to another place.</summary>
    public StoreUpkeep Upkeep { get; }

    /// <summary>Opens a workspace, and makes it where there is none. An older schema is brought up to date.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="clock">Gives the times that are recorded.</param>
    /// <param name="higherIsBetter">Which way a metric of this name is better, null where unknown; by default the library's own metrics are known.</param>
    /// <exception cref="IOException">The folder cannot be made, read or written.</exception>
    /// <exception cref="InvalidDataException">The database is damaged, is another program's, or was written by a newer vane.</exception>
    public static Workspace Open(string folder, TimeProvider clock, Func<string, bool?>? higherIsBetter = null) =>
        Open(new WorkspaceLocation(folder), clock, higherIsBetter);

    /// <summary>Opens a workspace whose parts may lie elsewhere than in its folder.</summary>
    /// <param name="location">Where they are.</param>
    /// <param name="clock">Gives the times that are recorded.</param>
    /// <param name="higherIsBetter">Which way a metric of this name is better, null where unknown; by default the library's own metrics are known.</param>
    /// <param name="mayBeAway">Whether a database server that cannot be reached now is waited for: each call fails, and tries again, until it was reached.</param>
    /// <exception cref="IOException">The folder cannot be made, read or written, or a server cannot be reached or does not let us in.</exception>
    /// <exception cref="InvalidDataException">The database is damaged, is another program's, or was written by a newer vane.</exception>
    public static Workspace Open(WorkspaceLocation location, TimeProvider clock, Func<string, bool?>? higherIsBetter = null, bool mayBeAway = false)
    {
        var blobs = location.Artifacts.Open();
        return new Workspace(location, location.Store.Open(clock, mayBeAway), blobs, clock, higherIsBetter ?? KnownMetrics.HigherIsBetter);
    }

    /// <summary>Asks the database and the store of contents whether they answer now; nothing that is away is waited for.</summary>
    /// <returns>Why each that does not answer does not; none when all is well.</returns>
    public IReadOnlyList<string> Missing()
    {
        var missing = new List<string>();
        foreach (var ask in new Action[] { PingDatabase, Artifacts.Ping })
        {
            try
            {
                ask();
            }
            catch (Exception away) when (away is IOException or InvalidDataException)
            {
                missing.Add(away.Message);
            }
        }

        return missing;
    }

    /// <summary>Whether the database answers now; one that went away is not waited for.</summary>
    public bool IsThere()
    {
        try
        {
            PingDatabase();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void PingDatabase() => _database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM experiments WHERE experiment_id = 0"), patient: false);

    /// <summary>Whether there is a workspace in this folder; asking makes none.</summary>
    public static bool Exists(string folder) => new WorkspaceLocation(folder).Store.Exists;

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}

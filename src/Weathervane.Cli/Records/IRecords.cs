using Weathervane.Pipelines.Gate;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store.Artifacts;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Records;

/// <summary>Models, runs, studies and experiments, wherever they are kept: in a workspace of this machine, or at a server.</summary>
/// <remarks>Every method throws <see cref="InputException"/> where what is asked for is not there or not allowed, and
/// <see cref="IOException"/> where the disk or the server fails.</remarks>
internal interface IRecords : IDisposable
{
    IReadOnlyList<RegisteredModel> Models();

    IReadOnlyList<ModelVersion> Versions(string name, bool deleted = false);

    IReadOnlyList<AliasMove> Moves(string name);

    IReadOnlyList<AliasStanding> StandingAt(DateTimeOffset time);

    ModelVersion Resolve(string reference);

    AliasMove Promote(ModelVersion version, string reason, bool force);

    AliasMove Rollback(string name, string reason);

    ModelVersion Register(NewVersion version);

    void Delete(ModelVersion version, string reason);

    void DeleteModel(string name, string reason);

    IReadOnlyList<Run> Runs(RunQuery query);

    Run Run(string id);

    /// <summary>Starts a run; what follows is kept as it goes on.</summary>
    Run Create(NewRun run);

    void Log(Run run, RunLog log);

    /// <summary>Ends a run, also when the command itself is being stopped.</summary>
    void Finish(Run run, RunStatus status);

    void Put(Run run, string name, byte[] content);

    /// <summary>Where a person finds a run's report, which was put among its files.</summary>
    /// <param name="run">The run.</param>
    /// <param name="report">The HTML.</param>
    string Show(Run run, byte[] report);

    /// <summary>Starts a search of a run whose trials this command makes.</summary>
    /// <returns>Its number.</returns>
    long Create(Study study);

    void AddTrial(long study, Trial trial);

    /// <summary>Keeps tries of one run before their verdicts are known.</summary>
    /// <returns>What was tried before on the same series and label at times that overlap.</returns>
    IReadOnlyList<KeptTry> Record(IReadOnlyList<KeptTry> tries);

    /// <summary>What a run tried, in the order it was kept.</summary>
    IReadOnlyList<KeptTry> Tries(Run run);

    /// <summary>Records a look before it is taken.</summary>
    /// <returns>The how-manieth it is, from 1.</returns>
    int Record(HoldoutLook look);

    IReadOnlyList<HoldoutLook> Looks(string series);

    /// <inheritdoc cref="PassedGate.Follow"/>
    GateDecision Follow(ModelVersion version, GateDecision decision, ModelVersion? refreshOf);

    IReadOnlyList<KeptStudy> Studies(int limit);

    IReadOnlyList<(long Id, Study Study)> StudiesOf(Run run);

    KeptStudy Study(string nameOrNumber);

    KeptStudy StopStudy(string nameOrNumber);

    IReadOnlyList<Trial> Trials(long study);

    IReadOnlyList<Artifact> Files(ModelVersion version);

    IReadOnlyList<Artifact> Files(Run run);

    IReadOnlyList<ExperimentReport> Experiments(int limit);

    ExperimentReport Experiment(long id);

    LiveExperiment Start(NewLiveExperiment asked, bool allowUnproven);

    LiveExperiment Stop(long id, string reason);

    /// <summary>A file's content, compared with its SHA-256.</summary>
    byte[] Read(ModelVersion version, string name);

    /// <inheritdoc cref="Read(ModelVersion, string)"/>
    byte[] Read(Run run, string name);
}

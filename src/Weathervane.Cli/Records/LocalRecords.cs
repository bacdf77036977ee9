using Weathervane.Pipelines.Gate;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store;
using Weathervane.Store.Artifacts;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Records;

/// <summary>The records of a workspace of this machine.</summary>
internal sealed class LocalRecords(Workspace workspace, string user) : IRecords
{
    public IReadOnlyList<RegisteredModel> Models() => workspace.Models.List();

    public IReadOnlyList<ModelVersion> Versions(string name, bool deleted) => workspace.Models.Versions(name, deleted);

    public IReadOnlyList<AliasMove> Moves(string name) => workspace.Models.Moves(name);

    public IReadOnlyList<AliasStanding> StandingAt(DateTimeOffset time) => workspace.Models.StandingAt(time);

    public ModelVersion Resolve(string reference) => workspace.Models.Resolve(reference);

    public AliasMove Promote(ModelVersion version, string reason, bool force) => workspace.Models.Promote(version, user, reason, force);

    public AliasMove Rollback(string name, string reason) => workspace.Models.Rollback(name, user, reason);

    public ModelVersion Register(NewVersion version) => workspace.Models.Register(version);

    public void Delete(ModelVersion version, string reason) => workspace.Models.Delete(version, user, reason);

    public void DeleteModel(string name, string reason) => workspace.Models.Delete(name, user, reason);

    public IReadOnlyList<Run> Runs(RunQuery query) => workspace.Runs.List(query);

    public Run Run(string id) => workspace.Runs.Get(id);

    public Run Create(NewRun run) => workspace.Runs.Create(run);

    public void Log(Run run, RunLog log) => workspace.Runs.Log(run.Id, log);

    public void Finish(Run run, RunStatus status) => workspace.Runs.Finish(run.Id, status);

    public void Put(Run run, string name, byte[] content) => workspace.Artifacts.Put(run, name, content);

    // A plain file besides, since a person opens a report by its name.
    public string Show(Run run, byte[] report)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "reports")).FullName;
        var path = Path.Combine(folder, $"{run.Id}.html");
        File.WriteAllBytes(path, report);
        return path;
    }

    public long Create(Study study) => workspace.Studies.Create(study);

    public void AddTrial(long study, Trial trial) => workspace.Studies.AddTrial(study, trial);

    public IReadOnlyList<KeptTry> Record(IReadOnlyList<KeptTry> tries) => workspace.Tries.Record(tries);

    public IReadOnlyList<KeptTry> Tries(Run run) => workspace.Tries.OfRun(run.Id);

    public int Record(HoldoutLook look) => workspace.Holdouts.Record(look);

    public IReadOnlyList<HoldoutLook> Looks(string series) => workspace.Holdouts.Looks(series);

    public GateDecision Follow(ModelVersion version, GateDecision decision, ModelVersion? refreshOf) => PassedGate.Follow(workspace, version, decision, user, refreshOf);

    public IReadOnlyList<KeptStudy> Studies(int limit) => workspace.Studies.List(limit);

    public IReadOnlyList<(long Id, Study Study)> StudiesOf(Run run) => workspace.Studies.OfRun(run.Id);

    public KeptStudy Study(string nameOrNumber) => workspace.Studies.Get(nameOrNumber);

    public KeptStudy StopStudy(string nameOrNumber)
    {
        var study = workspace.Studies.Get(nameOrNumber);
        return workspace.StudyJobs.End(study.Id, JobOutcome.Stopped, $"stopped by {user}")
            ? workspace.Studies.Get(nameOrNumber)
            : throw new InputException($"study {study.Study.Name}", "no server is asked for its trials.", "A 'vane tune' of this machine is stopped with Ctrl-C.");
    }

    public IReadOnlyList<Trial> Trials(long study) => workspace.Studies.Trials(study);

    public IReadOnlyList<Artifact> Files(ModelVersion version) => workspace.Artifacts.List(version);

    public IReadOnlyList<Artifact> Files(Run run) => workspace.Artifacts.List(run);

    public byte[] Read(ModelVersion version, string name) => workspace.Artifacts.Read(version, name);

    public byte[] Read(Run run, string name) => workspace.Artifacts.Read(run, name);

    public IReadOnlyList<ExperimentReport> Experiments(int limit) => [.. workspace.LiveExperiments.List(limit: limit).Select(e => LiveComparison.Of(workspace, e))];

    public ExperimentReport Experiment(long id) => LiveComparison.Of(workspace, workspace.LiveExperiments.Get(id));

    public LiveExperiment Start(NewLiveExperiment asked, bool allowUnproven) => ExperimentStart.Start(workspace, asked, user, allowUnproven);

    public LiveExperiment Stop(long id, string reason) => workspace.LiveExperiments.Stop(id, user, reason);

    public void Dispose() => workspace.Dispose();
}

using Weathervane.Client;
using Weathervane.Pipelines.Gate;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store.Artifacts;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Records;

/// <summary>The records of a server, asked through the client as they are needed.</summary>
/// <param name="server">Asked.</param>
/// <param name="address">Its address, as it was named.</param>
/// <param name="cancel">Gives up.</param>
internal sealed class RemoteRecords(VaneClient server, string address, CancellationToken cancel) : IRecords
{
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    public IReadOnlyList<RegisteredModel> Models() => [.. Ask(server.Models.ListAsync(cancel)).Select(FromServer.Model)];

    public IReadOnlyList<ModelVersion> Versions(string name, bool deleted) => [.. Ask(server.Models.VersionsAsync(name, deleted, cancel)).Select(FromServer.Version)];

    public IReadOnlyList<AliasMove> Moves(string name) => [.. Ask(server.Models.MovesAsync(name, cancel)).Select(FromServer.Move)];

    public IReadOnlyList<AliasStanding> StandingAt(DateTimeOffset time) => [.. Ask(server.Models.StandingAtAsync(time, cancel)).Select(FromServer.Standing)];

    public ModelVersion Resolve(string reference) => FromServer.Version(Ask(server.Models.ResolveAsync(reference, cancel)));

    public AliasMove Promote(ModelVersion version, string reason, bool force) =>
        FromServer.Move(Ask(server.Models.PromoteAsync(version.Name, version.Version, reason, force, cancel)));

    public AliasMove Rollback(string name, string reason) => FromServer.Move(Ask(server.Models.RollbackAsync(name, reason, cancel)));

    public ModelVersion Register(NewVersion version) => FromServer.Version(Ask(server.Models.RegisterAsync(version.Name, ToServer(version), cancel)));

    public void Delete(ModelVersion version, string reason) => Ask(server.Models.DeleteVersionAsync(version.Name, version.Version, reason, cancel));

    public void DeleteModel(string name, string reason) => Ask(server.Models.DeleteAsync(name, reason, cancel));

    public IReadOnlyList<Run> Runs(RunQuery query) =>
    [
        .. Ask(server.Runs.NewestAsync(query.Limit, query.Experiment, (Client.Runs.RunStatus?)query.Status, query.Deleted, cancel)).Select(FromServer.Run),
    ];

    public Run Run(string id) => FromServer.Run(Ask(server.Runs.GetAsync(id, cancel)));

    public Run Create(NewRun run) => FromServer.Run(Ask(server.Runs.CreateAsync(
        new Client.Runs.NewRun { Name = run.Name, User = run.User, Experiment = run.Experiment, Start = run.Start, Tags = run.Tags }, cancel)));

    public void Log(Run run, RunLog log) => Ask(server.Runs.LogAsync(
        run.Id,
        new Client.Runs.RunLog { Metrics = [.. log.Metrics.Select(m => new Client.Runs.MetricPoint(m.Key, m.Value, m.Step, m.Time))], Params = log.Params, Tags = log.Tags },
        cancel));

    public void Finish(Run run, RunStatus status)
    {
        // Who stops a run with Ctrl-C must not leave it there as running; nor shall he wait long for a server that is away.
        using var soon = cancel.IsCancellationRequested ? new CancellationTokenSource(LastWord) : new CancellationTokenSource();
        Ask(server.Runs.FinishAsync(run.Id, (Client.Runs.RunStatus)status, soon.Token));
    }

    public void Put(Run run, string name, byte[] content)
    {
        using var stream = new MemoryStream(content);
        Ask(server.Runs.UploadAsync(run.Id, name, stream, cancel));
    }

    public string Show(Run run, byte[] report) => $"{address.TrimEnd('/')}/api/v1/runs/{run.Id}/report";

    public long Create(Study study) => Ask(server.Runs.StartStudyAsync(
        new Client.Studies.Study(study.RunId, study.Name, study.Sampler, study.Seed, study.Metric, study.HigherIsBetter, study.Space)
        {
            Pruner = study.Pruner, Width = study.Width, Task = study.Task,
        },
        cancel)).Id;

    public void AddTrial(long study, Trial trial) => Ask(server.Studies.AddTrialAsync(
        study,
        new Client.Studies.Trial(trial.Number, (Client.Studies.TrialState)trial.State, trial.Parameters, trial.Value, trial.StandardError, trial.Message)
        {
            FoldValues = trial.FoldValues, Reports = [.. trial.Reports.Select(r => new Client.Studies.StepValue(r.Step, r.Value))], Seconds = trial.Seconds,
        },
        cancel));

    public IReadOnlyList<KeptTry> Record(IReadOnlyList<KeptTry> tries) =>
    [
        .. Ask(server.Runs.TryAsync(
            tries[0].RunId,
            new Client.Studies.NewTries(tries[0].Series, tries[0].Label, [.. tries.Select(t => new Client.Studies.NewTry(
                t.Name, t.From, t.To, t.Tries, t.Gains is { } g ? new Client.Studies.TryGains(g.BlockMs, g.First, g.Sums, g.Rows) : null))]),
            cancel)).Select(FromServer.Try),
    ];

    public IReadOnlyList<KeptTry> Tries(Run run) => [.. Ask(server.Runs.TriesAsync(run.Id, cancel)).Select(FromServer.Try)];

    public int Record(HoldoutLook look)
    {
        var asked = new Client.Studies.NewLook(look.Series, look.Label, look.From, look.To);
        return Ask(look.RunId is { } run ? server.Runs.LookAsync(run, asked, cancel) : server.Runs.LookAsync(asked, cancel));
    }

    public IReadOnlyList<HoldoutLook> Looks(string series) => [.. Ask(server.Runs.LooksAsync(series, cancel)).Select(FromServer.Look)];

    public GateDecision Follow(ModelVersion version, GateDecision decision, ModelVersion? refreshOf)
    {
        if (!decision.Promote)
        {
            return decision;
        }

        var outcome = Ask(server.Models.FollowGateAsync(
            version.Name, version.Version, new Client.Models.GateWord((Client.Models.GateKind)decision.Kind, decision.Promote, decision.Proven, decision.Why) { RefreshOf = refreshOf?.Version }, cancel));
        return decision with { Promote = outcome.Promoted, Why = outcome.Why };
    }

    public IReadOnlyList<KeptStudy> Studies(int limit) => [.. Ask(server.Studies.ListAsync(limit, cancel)).Select(FromServer.Kept)];

    public IReadOnlyList<(long Id, Study Study)> StudiesOf(Run run) => [.. Ask(server.Runs.StudiesAsync(run.Id, cancel)).Select(s => (s.Id, FromServer.Study(s.Study)))];

    public KeptStudy Study(string nameOrNumber) => FromServer.Kept(Ask(server.Studies.GetAsync(nameOrNumber, cancel)));

    public KeptStudy StopStudy(string nameOrNumber)
    {
        var study = Study(nameOrNumber);
        Ask(server.Studies.StopAsync(study.Id, cancel));
        return Study(nameOrNumber);
    }

    /// <summary>Asks the servers for a search.</summary>
    internal IReadOnlyList<KeptStudy> Search(SearchFiles files, string? learner, string? name) =>
    [
        .. Ask(server.Studies.AskAsync(new Client.Studies.NewStudy(files.Pipeline) { Learner = learner, Name = name, Files = files.Bars }, cancel)).Select(FromServer.Kept),
    ];

    public IReadOnlyList<Trial> Trials(long study) => [.. Ask(server.Studies.TrialsAsync(study, cancel)).Select(FromServer.Trial)];

    public IReadOnlyList<Artifact> Files(ModelVersion version) => [.. Ask(server.Models.FilesAsync(version.Name, version.Version, cancel)).Select(FromServer.File)];

    public IReadOnlyList<Artifact> Files(Run run) => [.. Ask(server.Runs.FilesAsync(run.Id, cancel)).Select(FromServer.File)];

    public byte[] Read(ModelVersion version, string name) => Content(Files(version), name, $"model {version.Reference}", (file, content) =>
        server.Models.DownloadAsync(version.Name, version.Version, file, content, cancel));

    public byte[] Read(Run run, string name) => Content(Files(run), name, $"run {run.Id}", (file, content) => server.Runs.DownloadAsync(run.Id, file, content, cancel));

    public IReadOnlyList<ExperimentReport> Experiments(int limit) => [.. Ask(server.Experiments.ListAsync(limit: limit, cancel: cancel)).Select(FromServer.Report)];

    public ExperimentReport Experiment(long id) => FromServer.Report(Ask(server.Experiments.GetAsync(id, cancel: cancel)));

    public LiveExperiment Start(NewLiveExperiment asked, bool allowUnproven) => FromServer.Experiment(Ask(server.Experiments.StartAsync(
        new Client.Experiments.NewExperiment
        {
            Series = asked.Series,
            Champion = asked.Champion,
            Challengers = asked.Challengers,
            Mode = (Client.Experiments.ExperimentMode)asked.Mode,
            Weights = asked.Weights,
            Alpha = asked.Alpha,
            Promote = asked.Promote,
            From = asked.From,
            Reason = asked.Reason,
        },
        cancel)));

    public LiveExperiment Stop(long id, string reason) => FromServer.Experiment(Ask(server.Experiments.StopAsync(id, reason, cancel)));

    public void Dispose() => server.Dispose();

    private static byte[] Content(IReadOnlyList<Artifact> files, string name, string owner, Func<StoredFile, Stream, Task> download)
    {
        var file = files.FirstOrDefault(f => f.Name == name) ?? throw new InputException(
            owner, $"it has no file '{name}'.", files.Count == 0 ? "It has no files at all." : $"Its files: {string.Join(", ", files.Select(f => f.Name))}.");
        using var content = new MemoryStream();
        Ask(download(new StoredFile(file.Name, file.Sha256, file.Size, file.Created), content));
        return content.ToArray();
    }

    private static Client.Models.NewVersion ToServer(NewVersion version) => new()
    {
        RunId = version.RunId,
        Model = version.Model,
        Pipeline = version.Pipeline,
        Files = version.Files,
        Parameters = version.Parameters,
        Metrics = [.. version.Metrics.Select(m => new Client.Models.VersionMetric(m.Name, m.Value, m.HigherIsBetter))],
        PrimaryMetric = version.PrimaryMetric,
        Verdict = version.Verdict,
        Notes = version.Notes,
        Tags = version.Tags,
        BarsSha256 = version.BarsSha256,
        CodeVersion = version.CodeVersion,
    };

    private static T Ask<T>(Task<T> asked)
    {
        Ask((Task)asked);
        return asked.Result;
    }

    /// <summary>Waits for an answer. What the server refuses is the input's fault, and what fails is the network's or the server's, as with a workspace of this machine.</summary>
    private static void Ask(Task asked)
    {
        try
        {
            asked.GetAwaiter().GetResult();
        }
        catch (VaneException refused) when (refused.Status is >= 400 and < 500)
        {
            throw new InputException([.. refused.Problems.Select(p => new InputProblem(p.Where, p.What, p.Remedy))]) { Kind = refused.Status == 404 ? InputKind.NotFound : InputKind.Invalid };
        }
        catch (VaneException failed)
        {
            throw new IOException(failed.Message, failed);
        }
    }
}

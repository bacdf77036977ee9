using Weathervane.Monitoring.Experiments;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store.Artifacts;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Records;

/// <summary>What a server sent, as the store's records, so that each is written the same wherever it is kept.</summary>
internal static class FromServer
{
    internal static RegisteredModel Model(Client.Models.RegisteredModel m) => new(m.Name, m.Created, m.Versions, m.Latest, m.Aliases)
    {
        Updated = m.Updated,
        Description = m.Description,
        Tags = m.Tags,
        LatestOfStages = [.. m.LatestOfStages.Select(Version)],
    };

    internal static ModelVersion Version(Client.Models.ModelVersion v) => new()
    {
        Name = v.Name,
        Version = v.Version,
        Author = v.Author,
        Created = v.Created,
        Updated = v.Updated,
        Stage = v.Stage,
        RunLink = v.RunLink,
        ModelId = v.ModelId,
        RunId = v.RunId,
        Source = v.Source,
        Notes = v.Notes,
        PrimaryMetric = v.PrimaryMetric,
        Verdict = v.Verdict,
        BarsSha256 = v.BarsSha256,
        PipelineSha256 = v.PipelineSha256,
        CodeVersion = v.CodeVersion,
        Deleted = v.Deleted,
        DeletedWhy = v.DeletedWhy,
        Aliases = v.Aliases,
        Parameters = v.Parameters,
        Metrics = v.Metrics.ToDictionary(m => m.Key, m => new VersionMetric(m.Value.Name, m.Value.Value, m.Value.HigherIsBetter)),
        Tags = v.Tags,
    };

    internal static AliasMove Move(Client.Models.AliasMove m) => new(m.Model, m.Alias, m.Version, (MoveKind)m.Kind, m.Time, m.By, m.Reason, m.Evidence);

    internal static AliasStanding Standing(Client.Models.AliasStanding s) => new(s.Model, s.Alias, s.Version, s.Since, s.By, s.Reason, s.Deleted);

    internal static Artifact File(Client.StoredFile f) => new(f.Name, f.Sha256, f.Size, f.Created);

    internal static Run Run(Client.Runs.Run r) => new()
    {
        Id = r.Id,
        Name = r.Name,
        Experiment = r.Experiment,
        ExperimentId = r.ExperimentId,
        User = r.User,
        Status = (RunStatus)r.Status,
        Start = r.Start,
        End = r.End,
        ArtifactUri = r.ArtifactUri,
        Deleted = r.Deleted,
        LatestMetrics =
        [
            .. r.LatestMetrics.Select(m => new MetricPoint(m.Key, m.Value, m.Step, m.Time) { ModelId = m.ModelId, DatasetName = m.DatasetName, DatasetDigest = m.DatasetDigest }),
        ],
        Params = r.Params,
        Tags = r.Tags,
        Datasets = [.. r.Datasets.Select(d => new DatasetInput(d.Name, d.Digest, d.SourceType, d.Source) { Schema = d.Schema, Profile = d.Profile, Tags = d.Tags })],
        Models = [.. r.Models.Select(m => new RunModel(m.ModelId, m.Made, m.Step))],
    };

    internal static KeptStudy Kept(Client.Studies.KeptStudy k) => new(k.Id, Study(k.Study), k.Created)
    {
        Job = k.Job is not { } job ? null : new StudyJob(job.StudyId, job.Learner, job.Trials, job.Asked, job.By)
        {
            Ended = job.Ended,
            Outcome = (JobOutcome?)job.Outcome,
            Words = job.Words,
        },
        Trials = k.Trials,
        Best = k.Best is { } best ? new BestTrial(best.Number, best.Value, best.StandardError, best.Parameters) : null,
    };

    internal static Study Study(Client.Studies.Study s) => new(s.RunId, s.Name, s.Sampler, s.Seed, s.Metric, s.HigherIsBetter, s.Space)
    {
        Pruner = s.Pruner,
        Width = s.Width,
        Task = s.Task,
    };

    internal static Trial Trial(Client.Studies.Trial t) => new(t.Number, (TrialState)t.State, t.Parameters, t.Value, t.StandardError, t.Message)
    {
        FoldValues = t.FoldValues,
        Reports = [.. t.Reports.Select(r => new StepValue(r.Step, r.Value))],
        Seconds = t.Seconds,
        Ended = t.Ended,
    };

    internal static KeptTry Try(Client.Studies.KeptTry t) => new(
        t.RunId, t.Series, t.Label, t.Name, t.From, t.To, t.Tries, t.Gains is { } g ? new TryGains(g.BlockMs, g.First, g.Sums, g.Rows) : null);

    internal static HoldoutLook Look(Client.Studies.HoldoutLook l) => new(l.Series, l.Label, l.From, l.To, l.By, l.RunId) { Time = l.Time };

    internal static LiveExperiment Experiment(Client.Experiments.Experiment e) => new()
    {
        Id = e.Id,
        Series = e.Series,
        Mode = (LiveMode)e.Mode,
        Alpha = e.Alpha,
        Horizon = e.Horizon,
        Promote = e.Promote,
        From = e.From,
        Started = e.Started,
        By = e.By,
        Reason = e.Reason,
        Guards = e.Guards,
        Arms = [.. e.Arms.Select(a => new LiveArm(a.Arm, a.Reference, a.Model, a.Version, a.Weight))],
        Champions = [.. e.Champions.Select(c => new ChampionVersion(c.Version, c.From))],
        Events = [.. e.Events.Select(v => new LiveEvent(v.Arm, (LiveEventKind)v.Kind, v.Time, v.By, v.Reason, v.Evidence))],
    };

    internal static ExperimentReport Report(Client.Experiments.ExperimentReport r) => new(
        Experiment(r.Experiment), r.Threshold,
        [
            .. r.Challengers.Select(c => new ChallengerReport(
                c.Arm, c.Version, (LiveEventKind?)c.Verdict, c.Bars, c.Mean, c.Deviation, c.Low, c.High, c.EvidenceBetter, c.EvidenceWorse, c.BarsToGo, c.Missed,
                [.. c.Plan.Select(p => new PlannedGain(p.Gain, p.Deviation, p.Measured, p.Bars))],
                [.. c.Sequence.Select(p => new SequencePoint(p.Time, p.Bars, p.Mean, p.Low, p.High, p.EvidenceBetter, p.EvidenceWorse))])),
        ]);
}

using System.Globalization;
using System.Reflection;
using System.Text;
using Weathervane.Cli.Records;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Mlflow;
using Weathervane.Pipelines.Reports;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Running;
using Weathervane.Server.Api;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Server.Live;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;
using Trial = Weathervane.Tuning.Trial;

namespace Weathervane.Cli.Commands;

/// <summary>Keeps a run in the workspace, or at a server, while it goes on: trials as they end, looks before they are taken, models when they are done.</summary>
internal sealed class RunRecorder
{
    private readonly IRecords _records;
    private readonly RunRequest _request;
    private readonly Run _run;
    private readonly string _user, _pipeline;
    private readonly string _label;
    private readonly Dictionary<string, long> _studies = [];
    private readonly string _bars;
    private string? _series;

    private RunRecorder(IRecords records, RunRequest request, Run run, string user, Pipeline pipeline, string bars)
    {
        _bars = bars;
        (_records, _request, _run, _user) = (records, request, run, user);
        (_pipeline, _label) = (PipelineFile.Write(pipeline), TryRecords.LabelOf(pipeline));
    }

    internal const string FolderTag = "vane.folder";

    /// <summary>The program's version, recorded with models.</summary>
    internal static string CodeVersion { get; } =
        typeof(RunRecorder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Starts the run's record.</summary>
    internal static RunRecorder Start(IRecords records, Pipeline pipeline, PipelineInputs inputs, RunRequest request, string user)
    {
        var run = records.Create(new NewRun
        {
            Name = pipeline.Name,
            User = user,
            Tags = new Dictionary<string, string>
            {
                ["vane.command"] = request.Text,
                ["vane.bars"] = RunWords.Bars(inputs),
                ["vane.bars.sha256"] = inputs.Recipe.BarsSha256,
                ["vane.version"] = CodeVersion,
                // Where relative file names start from, for whoever runs the pipeline again.
                [FolderTag] = pipeline.Folder,
            },
        });
        var recorder = new RunRecorder(records, request, run, user, pipeline, inputs.Bars.Name);
        records.Put(run, ModelVersion.PipelineFile, Encoding.UTF8.GetBytes(recorder._pipeline));
        return recorder;
    }

    internal void StudyStarted(StudyStart start) =>
        _studies[start.Learner] = _records.Create(StudyRecords.Of(_run.Id, start.Learner, start, task: ""));

    internal void TrialFinished(string learner, Trial trial) => _records.AddTrial(_studies[learner], StudyRecords.Of(trial));

    internal int OpeningHoldout(HoldoutSpan span)
    {
        _series = span.Series;
        return _records.Record(new HoldoutLook(span.Series, _label, span.From, span.To, _user, _run.Id));
    }

    /// <summary>Keeps what this run tried, and gives what was tried before on the same series and label.</summary>
    internal IReadOnlyList<ScoredTry> Tried(IReadOnlyList<ScoredTry> tries) =>
        [.. _records.Record([.. tries.Select(t => TryRecords.Of(t, _run.Id, _bars, _label))]).Select(TryRecords.Back)];

    /// <summary>Keeps what was found: scores, models, report.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="options">How a champion's recipe is refitted to compare with.</param>
    internal KeptRun Keep(RunResult result, TimeSpan duration, RunOptions options)
    {
        LogScores(result);
        var models = result.Models.Select(m => Register(result, m, options, _run.Start.UtcDateTime + duration)).ToList();
        var kept = new KeptRun(_run.Id, result, models, duration)
        {
            Next = NextCommand.After(result, models, _request),
        };
        kept = kept with { Report = WriteReport(kept) };
        End(RunStatus.Finished);
        return kept;
    }

    internal void End(RunStatus status) => _records.Finish(_run, status);

    private void LogScores(RunResult result)
    {
        var points = new List<MetricPoint>();
        points.AddRange(Scores(result.Scores, result.Winner.Name, ""));
        foreach (var line in result.Scores.Lines)
        {
            points.AddRange(Scores(result.Scores, line.Name, line.Name + "/"));
        }

        points.Add(new MetricPoint("effective_trials", result.Trials.Effective));
        if (result.Holdout is { } holdout)
        {
            points.AddRange(Scores(holdout, result.Winner.Name, "holdout_"));
        }

        points.AddRange(result.Winner.Forecasts.ScoreByFold(result.Scores.Primary).Select((s, fold) => new MetricPoint($"fold_{result.Scores.Primary.Name}", s, fold)));
        _records.Log(_run, new RunLog
        {
            Metrics = points,
            Params = new Dictionary<string, string>(result.Models.First(m => m.Candidate == result.Winner).Model.Facts.Parameters)
            {
                ["learner"] = result.Winner.Name,
                ["seed"] = result.Pipeline.Seed.ToString(CultureInfo.InvariantCulture),
            },
            Tags = new Dictionary<string, string> { ["vane.verdict"] = RunWords.Verdict(result) },
        });
    }

    private static IEnumerable<MetricPoint> Scores(Scoreboard scores, string model, string prefix) =>
        scores.Lines.First(l => l.Name == model).Scores.Select(s => new MetricPoint(prefix + s.Key, s.Value));

    private KeptModel Register(RunResult result, TrainedModel trained, RunOptions work, DateTime now)
    {
        var options = result.Pipeline.Register;
        var choice = new ChampionChoice(_records, result, work);
        var decision = choice.Of(options.Name ?? result.Pipeline.Name, trained);
        var made = TrainedVersion.Of(
            options.Name ?? result.Pipeline.Name, _user, trained.Model, trained.Candidate.Name, PipelineFile.Write(FixedRecipe.Of(result, trained.Candidate)),
            DecayPromise.Of(trained.Candidate.Forecasts, result.Pipeline.Label.BarsAhead),
            LearntRows.Of(result, trained, work.Threads).Reference(new DriftWatchOptions { Test = new DriftOptions { Threads = work.Threads, Cancel = work.Cancel } }), decision, new MlflowFacts(now, _run.Id));
        var version = _records.Register(made with
        {
            Files = new Dictionary<string, byte[]>(made.Files) { [ForecastRows.File] = ForecastRows.Write(result, trained.Candidate) },
            Metrics = [.. made.Metrics, .. HoldoutMetrics(result, trained.Candidate.Name)],
            PrimaryMetric = result.Scores.Primary.Name,
            Notes = options.Notes ?? "",
        });
        decision = _records.Follow(version, decision, choice.Refreshes);
        var champion = _records.Versions(version.Name).FirstOrDefault(v => v.Aliases.Contains(ModelName.Champion));
        return new KeptModel(version.Reference, trained.Candidate.Name, champion?.Reference, decision);
    }

    private static IEnumerable<VersionMetric> HoldoutMetrics(RunResult result, string model) => result.Holdout is not { } holdout ? []
        : MetricCatalog.All.Select(m => new VersionMetric(
            "holdout_" + m.Name, holdout.Lines.First(l => l.Name == model).Scores[m.Name], m.Direction == MetricDirection.Higher));

    private string WriteReport(KeptRun kept)
    {
        var looks = _series is null ? [] : _records.Looks(_series);
        var report = ReportOfRun.Build(kept.Result, new ReportContext
        {
            RunId = _run.Id,
            Started = _run.Start.UtcDateTime,
            Duration = kept.Duration,
            Command = _request.Text,
            Reproduce = [.. kept.Models.Select(m => $"vane reproduce {RunRequest.Quoted(m.Reference)}{_request.AtServer}")],
            NextCommand = kept.Next,
            Looks = kept.Result.Inputs.Holdout.Count == 0 ? null : [.. looks.Select(l => new ReportLook(l.Time.UtcDateTime, l.RunId ?? "", l.By))],
        });
        var text = new StringWriter(CultureInfo.InvariantCulture);
        HtmlReport.Write(report, text);
        var bytes = new UTF8Encoding(false).GetBytes(text.ToString());
        _records.Put(_run, "report.html", bytes);
        _records.Put(_run, ComparisonReport.RunReportFile, Encoding.UTF8.GetBytes(JsonReport.Write(report)));
        return _records.Show(_run, bytes);
    }
}

using Weathervane.Evaluation.Inference;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Store;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Commands;

/// <summary>Keeps a search's trials as they end, and finds those of an earlier call that was stopped.</summary>
internal sealed class StudyRecorder(Workspace workspace, Pipeline pipeline, PipelineInputs inputs, TuneRequest request, string user)
{
    private readonly HashSet<string> _runs = [];
    private KeptStudy? _current;

    /// <summary>The study's name: as asked for, else the pipeline's and the learner's.</summary>
    internal static string NameOf(TuneRequest request, Pipeline pipeline, string learner) => request.Study ?? $"{pipeline.Name}/{learner}";

    /// <summary>Finds the study that this call goes on with, or starts one.</summary>
    /// <exception cref="InputException">The name is taken by a study with other settings.</exception>
    internal void Started(StudyStart start)
    {
        var name = NameOf(request, pipeline, start.Learner);
        var wanted = StudyRecords.Of("", name, start, StudySettings.TaskOf(pipeline, inputs, start));
        if (workspace.Studies.Newest(name) is { } kept)
        {
            StudySettings.RequireSame(kept.Study, wanted);
            if (kept.Job is { Ended: null })
            {
                throw new InputException($"study {name}", "its trials are being made by the servers.", "Wait for them ('vane studies show'), or name another study with --study.");
            }

            _current = kept;
        }
        else
        {
            var run = workspace.Runs.Create(new NewRun
            {
                Name = name,
                User = user,
                Tags = new Dictionary<string, string>
                {
                    ["vane.command"] = request.Text,
                    ["vane.bars"] = RunWords.Bars(inputs),
                    ["vane.bars.sha256"] = inputs.Recipe.BarsSha256,
                    ["vane.version"] = RunRecorder.CodeVersion,
                },
            });
            var study = wanted with { RunId = run.Id };
            _current = new KeptStudy(workspace.Studies.Create(study), study, run.Start);
        }

        _runs.Add(_current.Study.RunId);
    }

    /// <summary>The trials that the study has already.</summary>
    internal IReadOnlyList<Tuning.Trial> Known(StudyStart start) =>
        // Fewer may be asked for than there are.
        [.. workspace.Studies.Trials(_current!.Id).Where(t => t.Number < start.Options.Trials).Select(t => StudyRecords.Back(t, start.Options.Space))];

    /// <summary>Keeps what a trial tried, before the trial itself: a crash in between must not hide it.</summary>
    internal void Tried(ScoredTry tried) => workspace.Tries.Keep([TryRecords.Of(tried, _current!.Study.RunId, inputs.Bars.Name, TryRecords.LabelOf(pipeline))]);

    internal void Finished(Tuning.Trial trial) => workspace.Studies.AddTrial(_current!.Id, StudyRecords.Of(trial));

    internal void End(RunStatus status)
    {
        foreach (var run in _runs)
        {
            workspace.Runs.Finish(run, status);
        }
    }
}

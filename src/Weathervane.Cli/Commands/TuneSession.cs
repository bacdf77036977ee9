using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Store;
using Weathervane.Store.Runs;
using Weathervane.Tuning;

namespace Weathervane.Cli.Commands;

/// <summary>One call of <c>vane tune</c>: reads, searches, keeps each trial, and shows the best.</summary>
internal sealed class TuneSession(TuneRequest request, Terminal terminal, CancellationToken cancel)
{
    internal int Run()
    {
        var pipeline = request.Settings.Apply(overrides => PipelineFile.Read(request.Target, overrides));
        var names = PipelineTuner.Names(pipeline, request.Learner);
        if (request.Study is not null && names.Count > 1)
        {
            throw new InputException("--study", $"one name for {names.Count} searches: {string.Join(", ", names)}.", "Choose one of them with --learner.");
        }

        // Before any work: a workspace that cannot be written must not cost an hour first.
        using var workspace = Workspace.Open(request.Workspace, terminal.Clock);
        var inputs = PipelineInputs.Load(pipeline, request.Threads, cancel);
        var recorder = new StudyRecorder(workspace, pipeline, inputs, request, Workspaces.UserOf(terminal));
        var lines = new TrialLines(terminal, request.Quiet || request.Json);
        IReadOnlyList<FinishedStudy> studies;
        try
        {
            studies = PipelineTuner.Run(pipeline, inputs, names, new RunOptions
            {
                Threads = request.Threads,
                StudyStarted = recorder.Started,
                KnownTrials = start => lines.Starting(start, recorder.Known(start)),
                TrialTried = (_, tried) => recorder.Tried(tried),
                TrialFinished = (_, trial) =>
                {
                    recorder.Finished(trial);
                    lines.Finished(trial);
                },
                Clock = terminal.Clock,
                Cancel = cancel,
            });
        }
        catch (OperationCanceledException)
        {
            lines.Stopped();
            recorder.End(RunStatus.Killed);
            throw;
        }
        catch
        {
            recorder.End(RunStatus.Failed);
            throw;
        }

        recorder.End(RunStatus.Finished);
        Print(pipeline, studies);
        return 0;
    }

    private void Print(Pipeline pipeline, IReadOnlyList<FinishedStudy> studies)
    {
        if (request.Json)
        {
            terminal.WriteJson(studies.Select(s => new
            {
                study = NameOf(pipeline, s.Start.Learner),
                s.Start.Learner,
                s.Start.Metric,
                best = s.Result.Best,
                trials = s.Result.Trials.Count,
                end = s.Result.End,
            }));
            return;
        }

        terminal.WriteTable(
            ["study", ">trials", ">pruned", ">failed", ">best", $">{studies[0].Start.Metric}", ">standard error"],
            studies.Select(s => (IReadOnlyList<string>)
            [
                NameOf(pipeline, s.Start.Learner), $"{s.Result.Trials.Count}", $"{Count(s, TrialState.Pruned)}", $"{Count(s, TrialState.Failed)}",
                s.Result.Best is { } best ? $"trial {best.Number}" : "-", RecordText.Number(s.Result.Best?.Value), RecordText.Number(s.Result.Best?.StandardError),
            ]));
        foreach (var study in studies)
        {
            terminal.Output.WriteLine();
            terminal.Output.WriteLine(EndText(study));
            terminal.Output.WriteLine(study.Result.Best is null ? "  No trial has a value." : $"  {PipelineTuner.Snippet(pipeline, study)}");
        }

        if (!request.Quiet)
        {
            terminal.Output.WriteLine();
            terminal.Output.WriteLine($"Next: vane studies show {RunRequest.Quoted(NameOf(pipeline, studies[0].Start.Learner))}");
        }
    }

    private string NameOf(Pipeline pipeline, string learner) => StudyRecorder.NameOf(request, pipeline, learner);

    private static int Count(FinishedStudy study, TrialState state) => study.Result.Trials.Count(t => t.State == state);

    private static string EndText(FinishedStudy study) => study.Result.End switch
    {
        StudyEnd.Exhausted => $"{study.Start.Learner}: every point of the space has been tried. The best, as a learner of the pipeline:",
        StudyEnd.Time => $"{study.Start.Learner}: the time was up after {Counted.Of(study.Result.Trials.Count, "trial")}; --trials {study.Result.Trials.Count} gives the same study again. The best so far:",
        _ => $"{study.Start.Learner}: the best, as a learner of the pipeline:",
    };
}

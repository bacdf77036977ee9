using Weathervane.Bars;
using Weathervane.Cli.Records;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Commands;

/// <summary>One call of <c>vane run</c>: reads, runs, keeps what was found, and shows it.</summary>
/// <param name="request">What is asked.</param>
/// <param name="open">Opens the records that the run is kept in.</param>
/// <param name="terminal">Where it is shown.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class RunSession(RunRequest request, Func<IRecords> open, Terminal terminal, CancellationToken cancel)
{
    internal int Run()
    {
        var pipeline = request.Settings.Apply(overrides => ReadPipeline(request.Target, overrides, cancel));
        // Before any work: a workspace that cannot be written, or a server that cannot be reached, must not cost an hour first.
        using var records = open();
        var started = terminal.Clock.GetTimestamp();
        using var progress = new StageLines(terminal, request.Quiet || request.Json);
        progress.Report(new RunProgress("reading bars", 0));
        var inputs = PipelineInputs.Load(pipeline, request.Threads, cancel);
        var recorder = RunRecorder.Start(records, pipeline, inputs, request, Workspaces.UserOf(terminal));
        KeptRun kept;
        try
        {
            var options = new RunOptions
            {
                Threads = request.Threads,
                Progress = progress,
                StudyStarted = recorder.StudyStarted,
                TrialFinished = recorder.TrialFinished,
                Clock = terminal.Clock,
                Tried = recorder.Tried,
                DeclaredTrials = request.Trials,
                OpeningHoldout = request.OpenHoldout ? recorder.OpeningHoldout : null,
                CodeVersion = RunRecorder.CodeVersion,
                Cancel = cancel,
            };
            var result = PipelineRunner.Run(pipeline, inputs, options);
            cancel.ThrowIfCancellationRequested();
            kept = recorder.Keep(result, terminal.Clock.GetElapsedTime(started), options);
        }
        catch (OperationCanceledException)
        {
            recorder.End(RunStatus.Killed);
            throw;
        }
        catch
        {
            recorder.End(RunStatus.Failed);
            throw;
        }

        progress.Dispose();
        RunPrinter.Print(terminal, kept, request.Json);
        return 0;
    }

    /// <summary>A pipeline's file, or the pipeline that 'vane init' would write for a file of bars.</summary>
    internal static Pipeline ReadPipeline(string target, IReadOnlyList<string> overrides, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(target))
        {
            throw new InputException("PIPELINE", "is empty.", "Name a pipeline file (.yaml), or a CSV file of bars.");
        }

        if (Path.GetExtension(target).ToLowerInvariant() is ".yaml" or ".yml" or ".json")
        {
            return PipelineFile.Read(target, overrides);
        }

        var file = Path.GetFullPath(target);
        var bars = BarReader.Read(target, cancel: cancel).Bars;
        return PipelineFile.Parse(DefaultPipeline.Yaml(bars, Path.GetFileName(file)), "the default pipeline", overrides) with
        {
            Folder = Path.GetDirectoryName(file)!,
        };
    }
}

namespace Weathervane.Pipelines.Running;

/// <summary>Says of which stage a share is.</summary>
internal sealed class StageProgress : IProgress<double>
{
    private readonly IProgress<RunProgress> _run;
    private readonly string _stage;

    private StageProgress(IProgress<RunProgress> run, string stage) => (_run, _stage) = (run, stage);

    /// <summary>Null when nobody listens; else the stage has begun.</summary>
    internal static StageProgress? Of(RunOptions options, string stage)
    {
        options.Progress?.Report(new RunProgress(stage, 0));
        return options.Progress is null ? null : new StageProgress(options.Progress, stage);
    }

    public void Report(double value) => _run.Report(new RunProgress(_stage, value));
}

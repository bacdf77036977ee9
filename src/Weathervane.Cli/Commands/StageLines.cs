using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands;

/// <summary>Shows a run's progress stage by stage: one line for each, redrawn on a terminal.</summary>
internal sealed class StageLines(Terminal terminal, bool quiet) : IProgress<RunProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private ProgressLine? _line;
    private string _stage = "";

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (value.Stage != _stage)
            {
                _line?.Dispose();
                _stage = value.Stage;
                _line = new ProgressLine(terminal, _stage, quiet);
                if (!quiet && !terminal.Interactive)
                {
                    terminal.Error.WriteLine($"{_stage} ...");
                }
            }

            _line!.Report(value.Share);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _line?.Dispose();
            _line = null;
            _stage = "";
        }
    }
}

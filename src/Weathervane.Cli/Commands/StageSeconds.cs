using Weathervane.Learners;

namespace Weathervane.Cli.Commands;

/// <summary>How long a fit was busy with each of its stages, by the terminal's clock.</summary>
internal sealed class StageSeconds(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _since = clock.GetTimestamp();
    private FitStage _stage = FitStage.Fitting;
    private TimeSpan _binning, _fitting;

    internal TimeSpan Binning => _binning;

    internal TimeSpan Fitting => _fitting;

    /// <summary>Books the time until now on the last stage.</summary>
    internal void Enter(FitStage stage)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var spent = clock.GetElapsedTime(_since, now);
            (_binning, _fitting) = _stage == FitStage.Binning ? (_binning + spent, _fitting) : (_binning, _fitting + spent);
            (_since, _stage) = (now, stage);
        }
    }
}

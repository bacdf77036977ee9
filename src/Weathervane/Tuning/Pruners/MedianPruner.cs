namespace Weathervane.Tuning.Pruners;

/// <summary>Stops a trial whose best value so far is worse than the median of what finished trials had at that step.</summary>
/// <remarks>Source: Golovin et al. (2017), Google Vizier, section 3.2.1.</remarks>
public sealed record MedianPruner : Pruner
{
    /// <summary>Finished trials that must be known before any is stopped, 1 to 10,000.</summary>
    public int StartupTrials { get; init => field = Check.InRange(value, 1, 10_000); } = 5;

    /// <summary>No trial is stopped before this step, 0 to 1,000,000.</summary>
    public int WarmupSteps { get; init => field = Check.InRange(value, 0, 1_000_000); }

    /// <inheritdoc/>
    public override string Id => "median";

    /// <inheritdoc/>
    public override bool ShouldStop(PruneContext context)
    {
        if (context.Step < WarmupSteps)
        {
            return false;
        }

        double[] others = [.. context.Known.Where(t => t.IsComplete).Select(t => t.LossUpTo(context.Step)).OfType<double>().Order()];
        if (others.Length < StartupTrials)
        {
            return false;
        }

        var median = (others[(others.Length - 1) / 2] + others[others.Length / 2]) / 2;
        return context.Trial.Reports.Min(r => r.Value) > median;
    }
}

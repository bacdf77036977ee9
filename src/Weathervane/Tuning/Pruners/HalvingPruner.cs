namespace Weathervane.Tuning.Pruners;

/// <summary>Successive halving: at steps that grow by a factor, only the best one in that many trials goes on.</summary>
/// <remarks>Asynchronous: a trial is judged at once, among the trials known to it that came as far. Who would be finished before the next
/// step of judgement is not judged any more: stopping there would save little and lose the result. Source: Li et al. (2020), A System for
/// Massively Parallel Hyperparameter Tuning.</remarks>
public sealed record HalvingPruner : Pruner
{
    /// <summary>The first step at which trials are judged, 1 to 1,000,000.</summary>
    public int FirstStep { get; init => field = Check.InRange(value, 1, 1_000_000); } = 11;

    /// <summary>The step at which a trial is finished, 1 to 1,000,000.</summary>
    public int LastStep { get; init => field = Check.InRange(value, 1, 1_000_000); } = 100;

    /// <summary>One in so many goes on, and the next judgement comes at so many times the step; 2 to 100.</summary>
    public int Factor { get; init => field = Check.InRange(value, 2, 100); } = 3;

    /// <inheritdoc/>
    public override string Id => "halving";

    /// <inheritdoc/>
    public override bool ShouldStop(PruneContext context)
    {
        // The last rung that this report reaches and the one before did not.
        var before = context.Trial.Reports.Count > 1 ? context.Trial.Reports[^2].Step : 0;
        long rung = 0;
        for (long next = FirstStep; next <= context.Step && next * Factor <= LastStep; next *= Factor)
        {
            rung = next;
        }

        if (rung == 0 || before >= rung)
        {
            return false;
        }

        var own = context.Trial.Reports[^1].Value;
        double[] at = [.. context.Known.Select(t => t.LossFrom((int)rung)).OfType<double>(), own];
        var going = Math.Max(at.Length / Factor, 1);
        return own > at.Order().ElementAt(going - 1);
    }
}

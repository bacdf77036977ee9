using Weathervane.Tuning.Samplers.Evolution;

namespace Weathervane.Tuning.Samplers;

/// <summary>Covariance matrix adaptation: generations of trials move, stretch and turn a normal distribution towards the good ones.</summary>
/// <remarks>For many trials on ordered parameters that interact. It begins where the best of the first trials lie, which are
/// <see cref="TpeSampler"/>'s: blind generations would cost as much as a whole short study. Choices, and parameters that exist only under
/// conditions, have no place in a normal distribution: those are left to <see cref="TpeSampler"/> throughout.</remarks>
public sealed record CmaEsSampler : Sampler
{
    /// <summary>Trials of <see cref="TpeSampler"/> before the first generation, 2 to 10,000.</summary>
    public int StartupTrials { get; init => field = Check.InRange(value, 2, 10_000); } = 30;

    /// <summary>Share of those trials around which the first generation is drawn, above 0 and at most 1; at least one trial.</summary>
    public double GoodShare { get; init => field = Check.Above(value, 0, 1); } = 0.2;

    /// <summary>Standard deviation around each of them as a share of each range, 0.01 to 1.</summary>
    public double Sigma { get; init => field = Check.InRange(value, 0.01, 1.0); } = 0.15;

    /// <inheritdoc/>
    public override string Id => "cmaes";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context)
    {
        var generations = context.Kept.Get(() => new Generations(context.Space, this));
        generations.Learn(context.Known);
        var (state, ordered) = (generations.State, generations.Ordered);
        double[] units = state is not null && ordered.Length == context.Space.Parameters.Count ? new double[ordered.Length] : new TpeSampler().Suggest(context);
        if (state is not null)
        {
            var drawn = state.Draw(context.Random);
            for (var i = 0; i < drawn.Length; i++)
            {
                units[ordered[i]] = drawn[i];
            }
        }

        return units;
    }
}

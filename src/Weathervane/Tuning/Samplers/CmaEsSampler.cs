using Weathervane.Tuning.Samplers.Evolution;

namespace Weathervane.Tuning.Samplers;

/// <summary>Covariance matrix adaptation: generations of trials move, stretch and turn a normal distribution towards the good ones.</summary>
/// <remarks>For many trials on ordered parameters that interact. Choices, and parameters that exist only under conditions, have no place
/// in a normal distribution: those are left to <see cref="TpeSampler"/>. Nothing is remembered between suggestions: the generations are
/// gone through again, so the result depends on the known trials alone.</remarks>
public sealed record CmaEsSampler : Sampler
{
    /// <summary>Standard deviation of the first generation as a share of each range, 0.01 to 1.</summary>
    public double Sigma { get; init => field = Check.InRange(value, 0.01, 1.0); } = 0.25;

    /// <inheritdoc/>
    public override string Id => "cmaes";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context)
    {
        var parameters = context.Space.Parameters;
        int[] ordered = [.. Enumerable.Range(0, parameters.Count).Where(p => parameters[p].IsOrdered && parameters[p].When.Count == 0)];
        double[] units = ordered.Length == parameters.Count ? new double[parameters.Count] : new TpeSampler().Suggest(context);
        if (ordered.Length == 0)
        {
            return units;
        }

        var state = new EvolutionState(ordered.Length, Sigma);
        foreach (var generation in context.Known.Chunk(EvolutionWeights.Of(ordered.Length).Population))
        {
            if (generation.Length == EvolutionWeights.Of(ordered.Length).Population)
            {
                state.Tell([.. generation.OrderBy(o => o.IsPruned).ThenBy(o => o.Loss).Select(o => ordered.Select(p => o.Units[p]).ToArray())]);
            }
        }

        var drawn = state.Draw(context.Random);
        for (var i = 0; i < ordered.Length; i++)
        {
            units[ordered[i]] = drawn[i];
        }

        return units;
    }
}

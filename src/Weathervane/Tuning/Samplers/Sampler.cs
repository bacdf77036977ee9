using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>A trial as samplers see it.</summary>
/// <param name="Units">[parameters] where it stands in the search space.</param>
/// <param name="Loss">Its value turned so that less is better.</param>
public readonly record struct Observation(double[] Units, double Loss);

/// <summary>A way to choose the next point: the record of its settings.</summary>
public abstract record Sampler
{
    /// <summary>The sampler's name in pipelines: <c>tpe</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Chooses a point.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="history">Complete trials in the order of their numbers.</param>
    /// <param name="random">The only source of chance: equal streams and histories give equal points.</param>
    /// <returns>[parameters] in [0, 1].</returns>
    public abstract double[] Suggest(SearchSpace space, IReadOnlyList<Observation> history, SeededRandom random);
}

using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>A trial as samplers see it.</summary>
/// <param name="Units">[parameters] where it stands in the search space; NaN for parameters that do not exist there.</param>
/// <param name="Loss">Its value turned so that less is better; of a pruned trial, the last one reported.</param>
/// <param name="IsPruned">Whether it was stopped early, as worse than others had been at that step.</param>
public readonly record struct Observation(double[] Units, double Loss, bool IsPruned = false);

/// <summary>What a sampler is asked with. All of it follows from the study's numbers: nothing depends on what finishes first.</summary>
public sealed record SuggestContext
{
    /// <summary>The search space.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>The number of the trial that a point is wanted for, from 0.</summary>
    public int Number { get; init; }

    /// <summary>The seed of the study, the same for each of its trials.</summary>
    public ulong Seed { get; init; }

    /// <summary>Trials with a value whose results may be known, in the order of their numbers.</summary>
    public IReadOnlyList<Observation> Known { get; init; } = [];

    /// <summary>Positions of the trials since then, whose results may not be known yet.</summary>
    public IReadOnlyList<double[]> Pending { get; init; } = [];

    /// <summary>The only source of chance: its own stream for each trial.</summary>
    public required SeededRandom Random { get; init; }

    /// <summary>What a sampler of this study has computed before.</summary>
    public Kept Kept { get; init; } = new();

    /// <summary>Whether the point at a position was suggested before; samplers that compare candidates leave those out.</summary>
    public Func<double[], bool> IsTried { get; init; } = static _ => false;
}

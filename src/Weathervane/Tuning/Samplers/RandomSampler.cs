using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>Every point is as likely as any other, whatever was found before.</summary>
public sealed record RandomSampler : Sampler
{
    /// <inheritdoc/>
    public override string Id => "random";

    /// <inheritdoc/>
    public override double[] Suggest(SearchSpace space, IReadOnlyList<Observation> history, SeededRandom random) =>
        [.. space.Parameters.Select(_ => random.NextDouble())];
}

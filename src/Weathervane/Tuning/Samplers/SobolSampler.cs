using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers;

/// <summary>Points of a scrambled Sobol sequence: as blind as chance, but spread more evenly.</summary>
/// <remarks>Even in the first 64 parameters (<see cref="SobolSequence.DimensionsMax"/>); those after them are drawn by chance.</remarks>
public sealed record SobolSampler : Sampler
{
    /// <inheritdoc/>
    public override string Id => "sobol";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context)
    {
        var units = new RandomSampler().Suggest(context);
        var even = Math.Min(units.Length, SobolSequence.DimensionsMax);
        new SobolSequence(even, context.Seed).Point((uint)context.Number, units.AsSpan(0, even));
        return units;
    }
}

namespace Weathervane.Tuning.Samplers;

/// <summary>Every point is as likely as any other (as a prior says where there is one), whatever was found before.</summary>
public sealed record RandomSampler : Sampler
{
    /// <inheritdoc/>
    public override string Id => "random";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context) => [.. context.Space.Parameters.Select(_ => context.Random.NextDouble())];
}

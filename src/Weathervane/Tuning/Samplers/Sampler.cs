namespace Weathervane.Tuning.Samplers;

/// <summary>A way to choose the next point: the record of its settings.</summary>
public abstract record Sampler
{
    /// <summary>The sampler's name in pipelines: <c>tpe</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Chooses a point; equal contexts give equal points.</summary>
    /// <param name="context">The space, what is known, and chance.</param>
    /// <returns>[parameters] in [0, 1], those of parameters that do not exist there unused; null when there is no point left to suggest.</returns>
    public abstract double[]? Suggest(SuggestContext context);
}

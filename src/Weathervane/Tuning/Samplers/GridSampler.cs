using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>Every point of a grid once, the first parameter counting slowest; the study ends with the grid.</summary>
/// <remarks>Discrete parameters take all their values. A continuous range takes <see cref="Points"/>, evenly from end to end (by its
/// prior where it has one).</remarks>
public sealed record GridSampler : Sampler
{
    /// <summary>Values of a continuous range, 2 to 1,000.</summary>
    public int Points { get; init => field = Check.InRange(value, 2, 1_000); } = 5;

    /// <inheritdoc/>
    public override string Id => "grid";

    /// <inheritdoc/>
    public override double[]? Suggest(SuggestContext context)
    {
        var grid = new SearchSpace([.. context.Space.Parameters.Select(Discrete)]);
        return context.Number < (grid.Count ?? long.MaxValue) ? context.Space.Units(grid.PointAt(context.Number)) : null;
    }

    private SearchParameter Discrete(SearchParameter parameter) => parameter.Count is not null
        ? parameter
        : new Choice(parameter.Name, [.. Enumerable.Range(0, Points).Select(i => parameter.FromUnit((double)i / (Points - 1))).Distinct()]) { When = parameter.When };
}

using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines.Serving;

/// <summary>A further series of a recipe: its features, as of the close known at each decision bar.</summary>
public sealed record SeriesRecipe
{
    /// <summary>Stands before its features' names.</summary>
    public required string Name { get; init; }

    /// <summary>The length of its bars.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Whether its bars are made from the pipeline's own; else they have a file.</summary>
    public required bool Resampled { get; init; }

    /// <summary>The open of the first bar that training saw, UTC.</summary>
    public required DateTime Anchor { get; init; }

    /// <summary>Names and formulas of its features.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>What features do at a hole, in words.</summary>
    public required string Holes { get; init; }

    /// <summary>Older values count as unknown; null uses the last one however old.</summary>
    public TimeSpan? MaximumAge { get; init; }

    internal FeatureSet Set => ForecastRecipe.SetOf(Features);

    internal static SeriesRecipe Of(JoinedSeries series, BarSeries own, IReadOnlyDictionary<string, BarSeries> others, string where)
    {
        var bars = series.Resample is { } length ? own.Resample(length)
            : others.GetValueOrDefault(series.Name) ?? throw new InputException($"series {series.Name}", "is missing; the pipeline's features need it.", "Give its bars.");
        return new SeriesRecipe
        {
            Name = series.Name,
            Interval = bars.Interval,
            Resampled = series.Resample is not null,
            Anchor = bars.Times[0],
            Features = ForecastRecipe.TextsOf(series.Features.Resolve(bars.ColumnNames, where)),
            Holes = series.Features.Holes.ToString(),
            MaximumAge = series.MaximumAge,
        };
    }

    /// <summary>What keeps the series from being joined; empty when nothing does.</summary>
    internal IEnumerable<InputProblem> Differences(IReadOnlyDictionary<string, BarSeries> others)
    {
        if (Resampled)
        {
            yield break;
        }

        if (!others.TryGetValue(Name, out var bars))
        {
            yield return new InputProblem($"series {Name}", "is missing; the model's features need it.", $"Give its bars: --series {Name}=FILE.");
            yield break;
        }

        foreach (var problem in Differences(bars))
        {
            yield return problem;
        }
    }

    /// <summary>What keeps bars from being joined; empty when nothing does.</summary>
    /// <param name="bars">The series' bars.</param>
    public IEnumerable<InputProblem> Differences(BarSeries bars)
    {
        if (bars.Interval != Interval)
        {
            yield return new InputProblem(
                $"series {Name}", $"has bars of {IntervalText.Format(bars.Interval)}; the model was trained on bars of {IntervalText.Format(Interval)}.", "Give bars of that length.");
        }

        foreach (var column in Set.SourceColumns.Except(bars.ColumnNames))
        {
            yield return new InputProblem($"series {Name}", $"has no column '{column}', which the model's features need.");
        }
    }

    /// <summary>The series' features at each of the own bars from one on: those of its last bar that had closed by then.</summary>
    internal RecipeFeatures Join(BarSeries own, IReadOnlyDictionary<string, BarSeries> others, FeatureOptions options, int from)
    {
        var bars = Resampled ? own.Resample(Interval) : others[Name];
        var anchor = bars.Times.BinarySearch(Anchor);
        bars = anchor > 0 ? bars.Slice(anchor, bars.Count - anchor) : bars;
        var set = Set;
        var features = set.Compute(bars, options with { Holes = HolePolicy.Parse(Holes) });
        var known = SeriesJoin.AsOf(own, bars, MaximumAge ?? TimeSpan.MaxValue);
        var full = Array.FindIndex(known, position => position >= set.Warmup);
        return new RecipeFeatures(FeatureJoin.Take(features, known.AsSpan(from), Name), full < 0 ? own.Count : full);
    }
}

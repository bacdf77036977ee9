using System.Text.Json.Serialization;
using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Pipelines.Serving;

/// <summary>How a model's features come from bars: all that serving needs to compute what training computed, to the last bit.</summary>
/// <remarks>Recursive features remember their first bar, so the recipe names it: bars that hold this anchor are replayed from it.</remarks>
public sealed record ForecastRecipe
{
    /// <summary>The length of a bar.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The open of the first bar that training saw, UTC.</summary>
    public required DateTime Anchor { get; init; }

    /// <summary>SHA-256 of the bars that training saw.</summary>
    public required string BarsSha256 { get; init; }

    /// <summary>Names and formulas of the series' own features: <c>RSI = rsi(14)</c>.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>What features do at a hole, in words: <c>span</c>, <c>restart 24</c>.</summary>
    public required string Holes { get; init; }

    /// <summary>The further series, in order.</summary>
    public IReadOnlyList<SeriesRecipe> Series { get; init; } = [];

    /// <summary>The further series that are not made from the forecast one's own bars, in order.</summary>
    [JsonIgnore]
    public IEnumerable<SeriesRecipe> Joined => Series.Where(s => !s.Resampled);

    /// <summary>Names of all features, in the model's order: the series' own, then those of the further series behind their name.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> FeatureNames =>
        [.. Set.Names, .. Series.SelectMany(s => s.Set.Names.Select(n => $"{s.Name}.{n}"))];

    /// <summary>Whether values depend on the last bars alone or on all since the anchor.</summary>
    [JsonIgnore]
    public FeatureMemory Memory => Set.Memory == FeatureMemory.Recursive || Series.Any(s => s.Set.Memory == FeatureMemory.Recursive)
        ? FeatureMemory.Recursive
        : FeatureMemory.Finite;

    /// <summary>The series' own features.</summary>
    internal FeatureSet Set => SetOf(Features);

    /// <summary>What keeps bars from being used with this recipe; empty when nothing does.</summary>
    /// <param name="bars">The bars to forecast.</param>
    /// <param name="where">What problems call them.</param>
    public IReadOnlyList<InputProblem> Differences(BarSeries bars, string where)
    {
        var problems = new List<InputProblem>();
        if (bars.Interval != Interval)
        {
            problems.Add(new InputProblem(
                where, $"has bars of {IntervalText.Format(bars.Interval)}; the model was trained on bars of {IntervalText.Format(Interval)}.", "Give bars of that length."));
        }

        foreach (var column in Set.SourceColumns.Except(bars.ColumnNames))
        {
            problems.Add(new InputProblem(
                where,
                $"has no column '{column}', which the model's features need.",
                $"Its further columns: {(bars.ColumnNames.Count == 0 ? "none" : string.Join(", ", bars.ColumnNames))}."));
        }

        return problems;
    }

    /// <summary>Computes the features.</summary>
    /// <param name="bars">The bars; from the anchor on for training's bits.</param>
    /// <param name="others">The bars of the further series that are not made from <paramref name="bars"/>, by name.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <param name="from">The first bar whose row is kept, 0 to n: the numbers are the same, in less memory.</param>
    /// <exception cref="InputException">Bars differ from the recipe, or a series is missing: all problems at once.</exception>
    public RecipeFeatures Compute(BarSeries bars, IReadOnlyDictionary<string, BarSeries> others, int threads, CancellationToken cancel, int from = 0)
    {
        var problems = Differences(bars, bars.Name).ToList();
        problems.AddRange(Series.SelectMany(s => s.Differences(others)));
        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }

        var options = new FeatureOptions { Threads = threads, Holes = HolePolicy.Parse(Holes), Cancel = cancel };
        var own = Set.ComputeFrom(bars, from, options);
        var joined = Series.Select(s => s.Join(bars, others, options, from)).ToList();
        var warmUp = joined.Aggregate(Set.Warmup, (most, j) => Math.Max(most, j.WarmUp));
        return joined.Count == 0 ? new RecipeFeatures(own, warmUp) : new RecipeFeatures(FeatureJoin.SideBySide([own, .. joined.Select(j => j.Matrix)]), warmUp);
    }

    internal static FeatureSet SetOf(IReadOnlyList<string> columns) => new("recipe", "The features of a model", [.. columns.Select(FeatureColumn.Parse)]);

    /// <summary>Formulas that read back to the same columns; a column called as its formula would call it needs no name.</summary>
    internal static IReadOnlyList<string> TextsOf(FeatureSet set) =>
        [.. set.Columns.Select(c => c.Name == c.Formula.ColumnName ? c.Formula.ToString() : c.ToString())];
}

/// <summary>Features, and the bars before the first full row.</summary>
/// <param name="Matrix">[bars from the first kept on x features]; NaN where unknown.</param>
/// <param name="WarmUp">How many of the first bars have no full row, counted from the very first.</param>
public sealed record RecipeFeatures(FeatureMatrix Matrix, int WarmUp);

using Weathervane.Features;

namespace Weathervane.Pipelines.Options;

/// <summary>What a model sees of the bars: <c>features:</c>.</summary>
public sealed record FeatureChoice
{
    /// <summary>Names of feature sets and single features, in order: <c>direction</c>, <c>rsi(14)</c>, <c>fast = ema(12)</c>.</summary>
    public IReadOnlyList<string> Items { get; init; } = ["direction"];

    /// <summary>Further columns of the bars file that are features, after the items.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>What features do at a hole in the bars.</summary>
    public HolePolicy Holes { get; init; } = HolePolicy.Span;

    /// <summary>The set that the choice stands for.</summary>
    /// <param name="sourceColumns">The further columns that the bars have.</param>
    /// <param name="where">The path of the choice in its file, for messages.</param>
    /// <exception cref="InputException">A feature is unknown, given twice, or the bars lack its column: all problems at once.</exception>
    public FeatureSet Resolve(IReadOnlyList<string> sourceColumns, string where) =>
        FeatureSets.Resolve([.. Items, .. Columns.Select(c => $"column({c})")], sourceColumns, where);
}

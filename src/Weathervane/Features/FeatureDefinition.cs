namespace Weathervane.Features;

/// <summary>What a value depends on: the last bars alone, or all bars since the first with shrinking weight.</summary>
public enum FeatureMemory
{
    /// <summary>The last warm-up + 1 bars decide; wherever the series starts, the value is the same within rounding (1e-9).</summary>
    Finite,

    /// <summary>All bars since the first (the anchor) count; another start gives other values, the less so the longer ago it is.</summary>
    Recursive,
}

/// <summary>A number that a feature may be given.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Default">Used where none is given.</param>
/// <param name="Min">The smallest allowed.</param>
/// <param name="Max">The largest allowed.</param>
/// <param name="Whole">Whether only whole numbers are allowed.</param>
public sealed record FeatureParameter(string Name, double Default, double Min = 1, double Max = 100_000, bool Whole = true);

/// <summary>One of the values that a feature gives.</summary>
/// <param name="Name">What follows the dot in <c>macd.signal</c>; empty for a feature of one value.</param>
/// <param name="Warmup">From the parameters to the bars before the first value: it is NaN on that many bars.</param>
public sealed record FeatureOutput(string Name, Func<double[], int> Warmup);

/// <summary>A line of the catalogue: all that is to know about a feature.</summary>
/// <param name="Name">Lower case with underscores; used in <c>rsi(14)</c>.</param>
/// <param name="Summary">What it measures, and in which unit.</param>
/// <param name="Memory">What a value depends on.</param>
/// <param name="Parameters">In order; may be empty.</param>
/// <param name="Outputs">In order; at least one.</param>
/// <param name="Create">From the parameters to a fresh indicator.</param>
public sealed record FeatureDefinition(
    string Name,
    string Summary,
    FeatureMemory Memory,
    IReadOnlyList<FeatureParameter> Parameters,
    IReadOnlyList<FeatureOutput> Outputs,
    Func<double[], RunningIndicator> Create);

namespace Weathervane.Client.Models;

/// <summary>How the second version stands to the first on one metric.</summary>
public enum Change
{
    /// <summary>Better by the metric's own direction.</summary>
    Better,

    /// <summary>Worse by the metric's own direction.</summary>
    Worse,

    /// <summary>The same number.</summary>
    Equal,

    /// <summary>Not to be said: a value is missing or NaN, or the metric's direction is not known.</summary>
    Unknown,
}

/// <summary>One metric of two versions.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="First">Its value in the first version; null where that has none.</param>
/// <param name="Second">Its value in the second version; null where that has none.</param>
/// <param name="Difference">Second minus first; null where one is missing or NaN.</param>
/// <param name="Percent">The difference in percent of the first value's size; null where that is 0.</param>
/// <param name="Change">Better, worse or equal, by the metric's own direction.</param>
public sealed record MetricChange(string Name, double? First, double? Second, double? Difference, double? Percent, Change Change);

/// <summary>A parameter that differs between two versions.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="First">Its value in the first version; null where that lacks it.</param>
/// <param name="Second">Its value in the second version; null where that lacks it.</param>
public sealed record ParameterChange(string Name, string? First, string? Second);

/// <summary>Two versions of a model side by side.</summary>
/// <param name="First">The version to compare with.</param>
/// <param name="Second">The version that is compared.</param>
/// <param name="Metrics">Every metric that either has, by name.</param>
/// <param name="Parameters">The parameters that differ, by name.</param>
/// <param name="SameBars">Whether both were trained on the same bars; null where one does not say.</param>
public sealed record VersionComparison(
    ModelVersion First, ModelVersion Second, IReadOnlyList<MetricChange> Metrics, IReadOnlyList<ParameterChange> Parameters, bool? SameBars);

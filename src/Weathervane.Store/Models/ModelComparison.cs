namespace Weathervane.Store.Models;

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

/// <summary>Two versions side by side; of one model or of two.</summary>
/// <param name="First">The version to compare with.</param>
/// <param name="Second">The version that is compared.</param>
/// <param name="Metrics">Every metric that either has, by name.</param>
/// <param name="Parameters">The parameters that differ, by name.</param>
/// <param name="SameBars">Whether both were trained on the same bars; null where one does not say. Scores on other bars compare badly.</param>
public sealed record ModelComparison(
    ModelVersion First, ModelVersion Second, IReadOnlyList<MetricChange> Metrics, IReadOnlyList<ParameterChange> Parameters, bool? SameBars)
{
    /// <summary>Compares two versions.</summary>
    public static ModelComparison Of(ModelVersion first, ModelVersion second) => new(
        first,
        second,
        [.. Names(first.Metrics, second.Metrics).Select(n => Compare(n, first.Metrics.GetValueOrDefault(n), second.Metrics.GetValueOrDefault(n)))],
        [
            .. from name in Names(first.Parameters, second.Parameters)
               let change = new ParameterChange(name, first.Parameters.GetValueOrDefault(name), second.Parameters.GetValueOrDefault(name))
               where change.First != change.Second
               select change,
        ],
        first.BarsSha256 is { } a && second.BarsSha256 is { } b ? a == b : null);

    private static IEnumerable<string> Names<T>(IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> second) =>
        first.Keys.Union(second.Keys).Order(StringComparer.Ordinal);

    private static MetricChange Compare(string name, VersionMetric? first, VersionMetric? second)
    {
        var difference = second?.Value - first?.Value;
        if (difference is not { } change || double.IsNaN(change))
        {
            // Two equal infinities have no difference, and are the same number all the same.
            var same = first is not null && first.Value == second?.Value;
            return new(name, first?.Value, second?.Value, same ? 0 : null, null, same ? Change.Equal : Change.Unknown);
        }

        var percent = first!.Value != 0 && double.IsFinite(change) ? 100 * change / Math.Abs(first.Value) : (double?)null;
        var mark = change == 0 ? Change.Equal : (second!.HigherIsBetter ?? first.HigherIsBetter) switch
        {
            null => Change.Unknown,
            { } higher => change > 0 == higher ? Change.Better : Change.Worse,
        };
        return new(name, first.Value, second!.Value, change, percent, mark);
    }
}

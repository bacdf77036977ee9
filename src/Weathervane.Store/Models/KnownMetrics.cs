using Weathervane.Evaluation.Metrics;

namespace Weathervane.Store.Models;

/// <summary>Which way the library's own metrics are better.</summary>
internal static class KnownMetrics
{
    internal static bool? HigherIsBetter(string metric) =>
        MetricCatalog.All.FirstOrDefault(m => m.Name == metric) is { } known ? known.Direction == MetricDirection.Higher : null;
}

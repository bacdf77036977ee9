namespace Weathervane.Store.Models;

/// <summary>Which way the well-known metrics are better.</summary>
internal static class KnownMetrics
{
    private static readonly HashSet<string> Higher =
        ["accuracy", "balanced_accuracy", "precision", "recall", "f1", "mcc", "roc_auc", "average_precision"];

    private static readonly HashSet<string> Lower = ["log_loss", "brier"];

    internal static bool? HigherIsBetter(string metric) => Higher.Contains(metric) ? true : Lower.Contains(metric) ? false : null;
}

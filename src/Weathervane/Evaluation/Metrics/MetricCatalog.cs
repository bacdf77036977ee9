namespace Weathervane.Evaluation.Metrics;

/// <summary>Every metric. A new one is one file and one line here.</summary>
public static class MetricCatalog
{
    /// <summary>All metrics, in the order of tables: proper scores, ranking, decisions.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        LogLoss.Metric,
        Brier.Metric,
        RocAuc.Metric,
        AveragePrecision.Metric,
        Accuracy.Metric,
        BalancedAccuracy.Metric,
        Mcc.Metric,
        Precision.Metric,
        Recall.Metric,
        F1.Metric,
    ];

    /// <summary>The metric of that name.</summary>
    /// <param name="name">As in <see cref="Metric.Name"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static Metric Of(string name)
    {
        Check.OneOf(name, [.. All.Select(m => m.Name)]);
        return All.First(m => m.Name == name);
    }

    /// <summary>All scores of one set of forecasts, by name.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    public static IReadOnlyDictionary<string, double> Score(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var scores = new Dictionary<string, double>();
        foreach (var metric in All)
        {
            scores[metric.Name] = metric.Score(labels, probabilities);
        }

        return scores;
    }
}

using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation;

/// <summary>A forecaster on a scoreboard: what its comparisons share is worked out once.</summary>
internal sealed class Contender(OutOfSample forecasts)
{
    private readonly Dictionary<string, double> _scores = [];
    private readonly Dictionary<string, double[]?> _series = [];
    private readonly Dictionary<string, double[]?> _unrelated = [];

    internal OutOfSample Forecasts => forecasts;

    internal double Score(Metric metric) => _scores.TryGetValue(metric.Name, out var known) ? known : _scores[metric.Name] = forecasts.Score(metric);

    /// <summary>[rows] a series with the score as its mean; null where there is none.</summary>
    internal double[]? Series(Metric metric) =>
        _series.TryGetValue(metric.Name, out var known) ? known : _series[metric.Name] = Influence.Series(forecasts, metric);

    /// <summary>[rows] the same for forecasts that have nothing to do with the labels; null where that adds nothing.</summary>
    internal double[]? Unrelated(Metric metric) =>
        _unrelated.TryGetValue(metric.Name, out var known) ? known : _unrelated[metric.Name] = Influence.Unrelated(forecasts, metric);

    internal ScoreboardLine Line(bool isBaseline) => new(forecasts.Name, isBaseline, MetricCatalog.All.ToDictionary(m => m.Name, Score));

    /// <exception cref="ArgumentException">They did not forecast the same rows.</exception>
    internal static void SameRows(IReadOnlyList<OutOfSample> forecasts)
    {
        foreach (var other in forecasts.Skip(1))
        {
            if (!forecasts[0].Rows.AsSpan().SequenceEqual(other.Rows))
            {
                throw new ArgumentException($"{forecasts[0].Name} and {other.Name} did not forecast the same rows, so they cannot be compared.", nameof(forecasts));
            }
        }
    }
}

using Weathervane.Evaluation.Metrics;
using Weathervane.Monitoring.Changes;

namespace Weathervane.Pipelines.Retraining;

/// <summary>Watches whether a model's forecasts come true less and less: its log loss, outcome by outcome, against what it promised.</summary>
/// <remarks>A <see cref="Cusum"/> that begins at the most that the promise may be in truth (<see cref="DecayPromise.Most"/>): begun at the promise itself, its own luck counts as
/// decay of every row. Of versions that live for 2,000 rows after a promise of 2,160, 2.7 % are alarmed at without decay, and 14.9 % were so before (4,000 simulated). Mutable; one owner at a time.</remarks>
/// <param name="promise">What its forecasts of rows not learnt from promise.</param>
public sealed class DecayWatch(DecayPromise promise)
{
    // Equal losses, such as a coin's, have no deviation, so that nothing can be told from them.
    private readonly Cusum? _detector = promise.Deviation > 0 ? new Cusum(new ChangeBaseline(promise.Most, promise.Deviation, WorseIsUp: true)) : null;

    /// <summary>What it promised.</summary>
    public DecayPromise Promise => promise;

    /// <summary>Takes the next outcome.</summary>
    /// <param name="probability">Of up, as it was said; NaN is passed over.</param>
    /// <param name="outcome">1 up, 0 down.</param>
    /// <returns>True when the decay is seen with this outcome; the watch then starts anew.</returns>
    public bool Update(double probability, double outcome) =>
        _detector is not null && !double.IsNaN(probability) && _detector.Update(LogLoss.Metric.RowScore!(outcome, probability));

    /// <summary>The evidence, in words.</summary>
    /// <param name="called">What words call the model.</param>
    public string Words(string called) => FormattableString.Invariant($"the log loss of {called} has risen above the {promise.LogLoss:0.#####} that its validation promised");
}

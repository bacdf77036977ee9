using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Monitoring.Changes;

namespace Weathervane.Pipelines.Retraining;

/// <summary>Watches whether a model's forecasts come true less and less: its log loss, outcome by outcome, against what the validation rows promised.</summary>
/// <remarks>A <see cref="Cusum"/>, whose deviation counts that neighbouring labels overlap. Mutable; one owner at a time.</remarks>
public sealed class DecayWatch
{
    private static readonly double Coin = LogLoss.Metric.RowScore!(1, 0.5);
    private readonly Cusum? _detector;

    /// <summary>Starts to watch a fresh model.</summary>
    /// <param name="scored">Its recipe's forecasts of rows not learnt from.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    public DecayWatch(OutOfSample scored, int horizon)
    {
        var losses = scored.RowScores(LogLoss.Metric)!;
        var usual = LongRunMean.Of(losses, horizon);
        // A model that was scored while the market turned must not be held to what that cost: a coin does no worse than this.
        Promised = Math.Min(usual.Mean, Coin);
        // Equal losses, such as a coin's, promise no deviation, so that nothing can be told from it.
        _detector = usual.LongRunVariance > 0 ? new Cusum(new ChangeBaseline(Promised, Math.Sqrt(usual.LongRunVariance), WorseIsUp: true)) : null;
    }

    /// <summary>The mean log loss that the validation rows promised, or a coin's where they did worse, in nats.</summary>
    public double Promised { get; }

    /// <summary>Takes the next outcome.</summary>
    /// <param name="probability">Of up, as it was said; NaN is passed over.</param>
    /// <param name="outcome">1 up, 0 down.</param>
    /// <returns>True when the decay is seen with this outcome; the watch then starts anew.</returns>
    public bool Update(double probability, double outcome) =>
        _detector is not null && !double.IsNaN(probability) && _detector.Update(LogLoss.Metric.RowScore!(outcome, probability));
}

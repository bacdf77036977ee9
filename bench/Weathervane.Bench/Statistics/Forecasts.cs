using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Bench.Statistics;

/// <summary>Made forecasts whose true scores are known: a signal and the market's move are normal with a given correlation, each following itself as a process says.</summary>
internal static class Forecasts
{
    /// <summary>Forecasts of rows, up where the move is above 0, and the coin beside them.</summary>
    internal static (OutOfSample Model, OutOfSample Coin) Draw(Process process, double correlation, int rows, SeededRandom random)
    {
        var (signal, other) = (process.Draw(random, rows), process.Draw(random, rows));
        var rest = Math.Sqrt(1 - (correlation * correlation));
        double[] labels = [.. signal.Zip(other, (s, o) => (correlation * s) + (rest * o) > 0 ? 1.0 : 0.0)];
        int[] numbers = [.. Enumerable.Range(0, rows)];
        var folds = new int[rows];
        return (
            new OutOfSample("model", numbers, folds, labels, [.. signal.Select(s => FixedMath.Sigmoid(0.2 * s))]),
            new OutOfSample("coin", numbers, folds, labels, [.. labels.Select(_ => 0.5)]) { Kind = ForecastKind.Coin });
    }

    /// <summary>The true gain over a coin; NaN where it has no closed form. Ups and downs are as frequent, so that precision, recall and F1 equal accuracy.</summary>
    internal static double TrueGain(Metric metric, double correlation) => metric.Name switch
    {
        "accuracy" or "balanced_accuracy" or "precision" or "recall" or "f1" => Math.Asin(correlation) / Math.PI,
        "mcc" => 2 * Math.Asin(correlation) / Math.PI,
        "roc_auc" => 2 * Math.Asin(correlation / Math.Sqrt(2)) / Math.PI,
        "average_precision" when correlation == 0 => 0,
        _ => double.NaN,
    };

    /// <summary>The correlation at which the area under the ROC curve is so large.</summary>
    internal static double CorrelationFor(double area) => Math.Sqrt(2) * Math.Sin(Math.PI * (area - 0.5) / 2);
}

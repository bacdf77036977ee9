using Weathervane.Bars;
using Weathervane.Datasets;

namespace Weathervane.Evaluation.Baselines;

/// <summary>What a baseline may learn from: one fold's training rows, and bars up to each decision bar.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Bars">The bars that the rows' spans count.</param>
/// <param name="Train">Row numbers of the training part.</param>
public sealed record BaselineFold(Dataset Data, BarSeries Bars, int[] Train)
{
    /// <summary>The share of up among the training rows.</summary>
    public double ShareUp { get; } = Train.Average(r => Data.Labels[r]);
}

/// <summary>A forecaster that is there to be beaten.</summary>
/// <param name="Name">Its name in tables: <c>base-rate</c>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Kind">What its numbers are worth.</param>
/// <param name="Fit">Learns from a fold; the result gives the probability of up for a row number.</param>
public sealed record Baseline(string Name, string Summary, ForecastKind Kind, Func<BaselineFold, Func<int, double>> Fit);

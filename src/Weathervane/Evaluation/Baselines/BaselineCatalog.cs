using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;

namespace Weathervane.Evaluation.Baselines;

/// <summary>Every baseline that stands beside a model. A new one is one line here.</summary>
public static class BaselineCatalog
{
    /// <summary>How many bars momentum looks back.</summary>
    public const int MomentumBars = 20;

    /// <summary>All baselines; the first is the one that a model has to beat.</summary>
    public static IReadOnlyList<Baseline> All { get; } =
    [
        new("base-rate", "The share of up in training.", ForecastKind.Probability, fold => _ => fold.ShareUp),
        new("coin", "A fair coin, in expectation.", ForecastKind.Coin, _ => _ => 0.5),
        new("always-up", "Says up.", ForecastKind.Decision, _ => _ => 1),
        new("always-down", "Says down.", ForecastKind.Decision, _ => _ => 0),
        new("persistence", "The last bar's direction goes on.", ForecastKind.Decision, fold => row => GoesOn(fold, row, 1)),
        new("momentum", "The direction of the last 20 bars goes on.", ForecastKind.Decision, fold => row => GoesOn(fold, row, MomentumBars)),
    ];

    /// <summary>Forecasts of all baselines for the test rows, each fold's fitted on its training rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="bars">The bars that the rows' spans count.</param>
    /// <param name="splits">The splits that models are scored on.</param>
    /// <exception cref="ArgumentException">The spans reach beyond the bars.</exception>
    public static IReadOnlyList<OutOfSample> Forecast(Dataset data, BarSeries bars, IReadOnlyList<Split> splits)
    {
        Check.InRange(data.Rows == 0 ? 0 : data.Spans.Max(s => s.Last), 0, bars.Count - 1, nameof(bars));
        return [.. All.Select(b => Forecast(b, data, bars, splits))];
    }

    private static OutOfSample Forecast(Baseline baseline, Dataset data, BarSeries bars, IReadOnlyList<Split> splits)
    {
        int[] rows = [.. splits.SelectMany(s => s.Test)];
        return new OutOfSample(
            baseline.Name,
            rows,
            [.. splits.SelectMany((s, fold) => Enumerable.Repeat(fold, s.Test.Length))],
            [.. rows.Select(r => data.Labels[r])],
            [.. splits.SelectMany(s => s.Test.Select(baseline.Fit(new BaselineFold(data, bars, s.Train))))])
        {
            Kind = baseline.Kind,
        };
    }

    /// <summary>1 if the close has risen over the last bars, else 0; what was more frequent in training where the bars do not reach back.</summary>
    private static double GoesOn(BaselineFold fold, int row, int length)
    {
        var bar = fold.Data.Spans[row].First;
        return bar < length
            ? (fold.ShareUp > 0.5 ? 1 : 0)
            : (fold.Bars.Close[bar] > fold.Bars.Close[bar - length] ? 1 : 0);
    }
}

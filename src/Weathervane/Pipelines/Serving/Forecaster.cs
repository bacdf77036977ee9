using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Labels;

namespace Weathervane.Pipelines.Serving;

/// <summary>Forecasts bars with a model: the features, scaler and order of training, nothing left to the caller.</summary>
/// <param name="model">The model; shared freely.</param>
public sealed class Forecaster(ForecastModel model)
{
    /// <summary>How the features of these bars stand to training's.</summary>
    /// <param name="bars">The bars to forecast.</param>
    public ForecastHistory HistoryOf(BarSeries bars) =>
        bars.Times.BinarySearch(model.Recipe.Anchor) >= 0 ? ForecastHistory.Exact
        : model.Recipe.Memory == FeatureMemory.Finite ? ForecastHistory.Sufficient
        : ForecastHistory.Truncated;

    /// <summary>One forecast for every bar past the warm-up, the last being that of the bar still to come.</summary>
    /// <param name="bars">The bars to forecast; those before the model's anchor, if they hold it, are left out.</param>
    /// <param name="others">The bars of the model's further series, by name; null for none.</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <param name="onlyNew">Leaves out the bars that the model has learnt from, which are no test of it. The others' forecasts are the same, with less time and memory; there may be none.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InputException">The bars do not fit the model's recipe, or are fewer than its warm-up: all problems at once.</exception>
    public IReadOnlyList<Forecast> Forecast(
        BarSeries bars, IReadOnlyDictionary<string, BarSeries>? others = null, int threads = 1, bool onlyNew = false, CancellationToken cancel = default)
    {
        var anchor = bars.Times.BinarySearch(model.Recipe.Anchor);
        var used = anchor > 0 ? bars.Slice(anchor, bars.Count - anchor) : bars;
        var from = onlyNew ? used.FirstAtOrAfter(model.Facts.To.AddTicks(1)) : 0;
        var features = model.Recipe.Compute(used, others ?? new Dictionary<string, BarSeries>(), threads, cancel, from);
        if (features.WarmUp >= used.Count)
        {
            throw new InputException(
                used.Name,
                FormattableString.Invariant($"holds {used.Count} bars; the model's features need {features.WarmUp} before the first forecast."),
                "Give a longer history.");
        }

        var first = Math.Max(features.WarmUp, from);
        var rows = features.Matrix.Slice(first - from, used.Count - first);
        if (rows.Rows == 0)
        {
            return [];
        }

        var (probabilities, familiarity) = model.PredictWithFamiliarity(rows, threads);
        var labels = model.Label.Compute(used);
        var sets = new ServedSets(model, used, labels, first, probabilities);
        var forecasts = new Forecast[rows.Rows];
        for (var i = 0; i < forecasts.Length; i++)
        {
            var bar = first + i;
            var open = used.Times[bar];
            forecasts[i] = new Forecast(open, open + used.Interval, Target(used, bar, labels), probabilities[i], labels[bar].Value)
            {
                Threshold = model.Terms.Threshold,
                Set = sets.Next(),
                Familiarity = familiarity[i],
            };
        }

        return forecasts;
    }

    /// <summary>The bar that the label compares with where it is there, else the one that the calendar expects.</summary>
    private DateTime Target(BarSeries bars, int bar, LabelSeries labels)
    {
        var ahead = model.Label.BarsAhead;
        if (labels.IsKnown(bar) && bar + ahead < bars.Count)
        {
            return bars.Times[bar + ahead];
        }

        return model.TargetOf(bars.Times[bar], bars.Calendar);
    }
}

using Weathervane.Bars;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Labels;

namespace Weathervane.Pipelines.Serving;

/// <summary>The sets of forecasts bar after bar, each adapted to the outcomes known at its close.</summary>
/// <remarks>Only outcomes of bars after the training count: of those learnt from the model knows too much. So the sets after it are the same whether the first bar is before it or just behind.</remarks>
internal sealed class ServedSets(ForecastModel model, BarSeries bars, LabelSeries labels, int first, double[] probabilities)
{
    private readonly AdaptiveConformal? _conformal = model.Terms.Conformal?.Start();
    private readonly ForecastSet[] _sets = new ForecastSet[probabilities.Length];
    private int _next, _learnt;

    /// <summary>The set of the next forecast; null where the model makes none.</summary>
    internal ForecastSet? Next()
    {
        if (_conformal is null)
        {
            return null;
        }

        for (; _learnt < _next && (!labels.IsKnown(_learnt + first) || labels[_learnt + first].Span.Last <= _next + first); _learnt++)
        {
            var bar = _learnt + first;
            if (bars.Times[bar] > model.Facts.To && labels.IsKnown(bar) && !double.IsNaN(probabilities[_learnt]))
            {
                _conformal.Learn(_sets[_learnt], probabilities[_learnt], labels[bar].Value);
            }
        }

        var set = _conformal.Of(probabilities[_next]);
        _sets[_next++] = set;
        return set;
    }
}

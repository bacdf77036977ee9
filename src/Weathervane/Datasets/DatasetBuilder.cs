using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Labels;

namespace Weathervane.Datasets;

/// <summary>Joins bars, features and labels into rows.</summary>
public static class DatasetBuilder
{
    /// <summary>The bars past the warm-up that have a label, as rows in time order.</summary>
    /// <param name="bars">[n] the bars.</param>
    /// <param name="features">[n x columns] features of the bars; NaN past the warm-up stays.</param>
    /// <param name="labels">[n] labels of the bars.</param>
    /// <param name="warmUp">How many of the first bars the features need before they are full.</param>
    /// <exception cref="ArgumentException">The three do not describe the same bars.</exception>
    /// <exception cref="InputException">No bar is left.</exception>
    public static Dataset Build(BarSeries bars, FeatureMatrix features, LabelSeries labels, int warmUp)
    {
        Check.InRange(warmUp, 0, int.MaxValue);
        Check.SameLength(features.Rows, bars.Count, nameof(features));
        Check.SameLength(labels.Count, bars.Count, nameof(labels));
        int[] rows = [.. Enumerable.Range(0, bars.Count).Where(i => i >= warmUp && labels.IsKnown(i))];
        if (rows.Length == 0)
        {
            throw new InputException(
                bars.Name,
                $"none of its {bars.Count} bars is past the warm-up of {warmUp} bars and has a label, of which there are {labels.KnownCount}.",
                $"Give more bars than the warm-up and the label's {Counted.Of(labels.Label.BarsAhead, "bar")} ahead together need, "
                + "or features that look back on fewer: 'vane features list' shows how many bars each needs before its first value.");
        }

        return new Dataset(
            features.TakeRows(rows),
            [.. rows.Select(i => labels[i].Value)],
            [.. rows.Select(i => labels[i].Span)],
            forTraining: rows.All(i => labels[i].ForTraining) ? null : [.. rows.Select(i => labels[i].ForTraining)],
            times: [.. rows.Select(i => bars.Times[i])]);
    }
}

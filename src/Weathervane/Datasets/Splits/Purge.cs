using Weathervane.Labels;

namespace Weathervane.Datasets.Splits;

/// <summary>Keeps the bars that test labels read out of training.</summary>
/// <remarks>Source: Lopez de Prado (2018), Advances in Financial Machine Learning, section 7.4.</remarks>
public static class Purge
{
    /// <summary>The most bars that a label of these rows looks ahead; 0 when there are no rows.</summary>
    /// <param name="spans">[rows].</param>
    public static int Horizon(IReadOnlyList<LabelSpan> spans) => spans.Count == 0 ? 0 : spans.Max(s => s.Last - s.First);

    /// <summary>The training rows that are for training and whose span comes no nearer to a test span than the embargo.</summary>
    /// <param name="data">The rows that both lists number.</param>
    /// <param name="train">Row numbers.</param>
    /// <param name="test">Row numbers.</param>
    /// <param name="embargo">Bars that must lie free between the two spans.</param>
    public static int[] Around(Dataset data, IReadOnlyList<int> train, IReadOnlyList<int> test, int embargo)
    {
        Check.InRange(embargo, 0, int.MaxValue);
        var forbidden = ForbiddenBefore(data.Spans, test, embargo);
        return [.. train.Where(r => data.ForTraining?[r] != false && IsFree(data.Spans[r], forbidden))];
    }

    /// <summary>Holds back the last of the training rows, for early stopping, calibration, thresholds or stacking.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="train">Row numbers, rising.</param>
    /// <param name="share">The share to hold back, above 0 and below 1.</param>
    /// <param name="embargo">Bars that must lie free between the two parts; null for the horizon.</param>
    /// <returns>The rows to learn from, purged, and as <see cref="Split.Test"/> those held back.</returns>
    /// <exception cref="InputException">A part comes out empty.</exception>
    public static Split HoldBack(Dataset data, int[] train, double share, int? embargo = null)
    {
        Check.Above(share, 0, 0.999);
        var count = (int)Math.Round(share * train.Length);
        var held = train[^count..];
        var rest = Around(data, train[..^count], held, embargo ?? Horizon(data.Spans));
        return rest.Length > 0 && held.Length > 0
            ? new Split(rest, held)
            : throw new InputException(
                "rows held back", FormattableString.Invariant($"a share of {share} of {train.Length} training rows leaves a part empty."), "Give more rows or another share.");
    }

    /// <summary>[bars + 1] how many bars before each one are within reach of a test span.</summary>
    private static int[] ForbiddenBefore(LabelSpan[] spans, IReadOnlyList<int> test, int embargo)
    {
        var bars = spans.Length == 0 ? 0 : spans.Max(s => s.Last) + 1;
        var edges = new int[bars + 1];
        foreach (var row in test)
        {
            edges[Math.Max(spans[row].First - (long)embargo, 0)]++;
            edges[Math.Min(spans[row].Last + (long)embargo + 1, bars)]--;
        }

        var before = new int[bars + 1];
        for (int bar = 0, open = 0; bar < bars; bar++)
        {
            open += edges[bar];
            before[bar + 1] = before[bar] + (open > 0 ? 1 : 0);
        }

        return before;
    }

    private static bool IsFree(LabelSpan span, int[] forbiddenBefore) =>
        forbiddenBefore[span.Last + 1] == forbiddenBefore[span.First];
}

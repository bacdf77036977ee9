using Weathervane.Labels;
using Weathervane.Numerics;

namespace Weathervane.Datasets;

/// <summary>How much each training row counts: the record of its settings. <see cref="Apply"/> to the training rows only.</summary>
/// <remarks>Both rules multiply each other and the weights that rows already have; the result is scaled to a mean of 1, so that penalties
/// and smallest leaves keep their meaning. Source: Lopez de Prado (2018), Advances in Financial Machine Learning, chapter 4.</remarks>
public sealed record SampleWeighting
{
    /// <summary>Rows older than this weigh nearly nothing anyway; a weight of 0 would leave them out.</summary>
    private const double LeastDecay = 1e-9;

    private const double NatsPerBit = 0.693147180559945309417;

    /// <summary>Bars after which a row counts half as much as the newest training row, above 0 and up to 1e9; null for no decay.</summary>
    public double? TimeDecay { get; init => field = value is { } bars ? Check.Above(bars, 0, 1e9, nameof(TimeDecay)) : null; }

    /// <summary>Counts a row by how little its label overlaps others: the mean over the bars that it reads of 1 / (labels that read the bar).</summary>
    public bool Uniqueness { get; init; }

    /// <summary>The same rows with their weights; the rows as they are where no rule is set.</summary>
    /// <param name="train">The rows that are learnt from, and no others: a row left out must not count as an overlap.</param>
    public Dataset Apply(Dataset train)
    {
        if ((TimeDecay is null && !Uniqueness) || train.Rows == 0)
        {
            return train;
        }

        var weights = train.Weights?.ToArray() ?? Enumerable.Repeat(1.0, train.Rows).ToArray();
        Multiply(weights, TimeDecay is { } halfLife ? Decay(train.Spans, halfLife) : null);
        Multiply(weights, Uniqueness ? UniquenessOf(train.Spans) : null);
        double sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= weights.Length / sum;
        }

        return new Dataset(train.Features, train.Labels, train.Spans, weights, train.ForTraining, train.Times);
    }

    /// <summary>[rows] 1 for the newest decision bar, one half for each half-life before it, at least 1e-9.</summary>
    internal static double[] Decay(LabelSpan[] spans, double halfLife)
    {
        var newest = spans.Max(s => s.First);
        return [.. spans.Select(s => Math.Max(FixedMath.Exp(-NatsPerBit * (newest - s.First) / halfLife), LeastDecay))];
    }

    /// <summary>[rows] the average uniqueness of each label, in (0, 1].</summary>
    /// <remarks>A label is about the bars after its decision bar: labels of neighbouring rows that look one bar ahead share none.</remarks>
    internal static double[] UniquenessOf(LabelSpan[] spans)
    {
        var bars = spans.Max(s => s.Last) + 2;
        var open = new int[bars];
        foreach (var span in spans)
        {
            open[From(span)]++;
            open[span.Last + 1]--;
        }

        // shares[b]: the sum of 1 / labels over the bars before b.
        var shares = new double[bars];
        for (int bar = 0, labels = 0; bar < bars - 1; bar++)
        {
            labels += open[bar];
            shares[bar + 1] = shares[bar] + (labels > 0 ? 1.0 / labels : 0);
        }

        return [.. spans.Select(s => (shares[s.Last + 1] - shares[From(s)]) / (s.Last + 1 - From(s)))];
    }

    /// <summary>The first bar that the label is about; a label without bars ahead is about its own.</summary>
    private static int From(LabelSpan span) => Math.Min(span.First + 1, span.Last);

    private static void Multiply(double[] weights, double[]? factors)
    {
        for (var i = 0; factors is not null && i < weights.Length; i++)
        {
            weights[i] *= factors[i];
        }
    }
}

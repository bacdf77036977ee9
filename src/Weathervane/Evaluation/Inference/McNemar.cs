namespace Weathervane.Evaluation.Inference;

/// <summary>McNemar's test: of the rows on which exactly one of two forecasters decides rightly, is it one of them more often?</summary>
/// <remarks>Exact, by the binomial distribution, and for independent rows only: labels must not overlap. Source: McNemar (1947), Psychometrika 12(2).</remarks>
public static class McNemar
{
    /// <summary>Tests decisions on the same rows; a probability above 0.5 says up.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows] of the forecaster in question.</param>
    /// <param name="others">[rows] of the one it is compared with.</param>
    /// <returns>The statistic is the share of those rows on which the forecaster in question is right.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static TestOutcome Test(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, ReadOnlySpan<double> others)
    {
        Check.SameLength(probabilities.Length, labels.Length, nameof(probabilities));
        Check.SameLength(others.Length, labels.Length, nameof(others));
        long ours = 0, theirs = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var up = labels[i] > 0.5;
            var (right, otherRight) = (probabilities[i] > 0.5 == up, others[i] > 0.5 == up);
            ours += right && !otherRight ? 1 : 0;
            theirs += otherRight && !right ? 1 : 0;
        }

        return Of(ours, theirs);
    }

    /// <summary>Tests from the two counts alone.</summary>
    /// <param name="ours">Rows on which only the forecaster in question is right; 0 or more.</param>
    /// <param name="theirs">Rows on which only the other is right; 0 or more.</param>
    public static TestOutcome Of(long ours, long theirs)
    {
        var rows = Check.InRange(ours, 0, long.MaxValue / 4) + Check.InRange(theirs, 0, long.MaxValue / 4);
        return rows == 0
            ? TestOutcome.None("both are right on the same rows")
            : new TestOutcome((double)ours / rows, Binomial.TwoSided(ours, rows, 0.5));
    }
}

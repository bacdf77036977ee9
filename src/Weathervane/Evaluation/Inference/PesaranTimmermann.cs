using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>Pesaran and Timmermann's test: do decisions agree with what happened more often than independent ones with the same shares of up would?</summary>
/// <remarks>Undefined where decisions or labels never change: such a forecast cannot be told from chance. The published test takes rows for independent: where labels that do not
/// overlap follow each other all the same (65 of 100 go as the one before) it finds agreement in 12 of 100 persistent forecasts that have none. So the long-run variance of the agreement is
/// asked, too: alone where labels overlap, and else the test with the larger p-value counts. Sources: Pesaran and Timmermann (1992), JBES 10(4); for dependent rows their (2009), JASA 104(485),
/// whose covariance is tested here as a mean, by <see cref="LongRunMean"/>.</remarks>
public static class PesaranTimmermann
{
    /// <summary>Tests decisions; a probability above 0.5 says up.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows].</param>
    /// <param name="horizon">How many bars the labels look ahead; above 1 the published test is not asked.</param>
    /// <returns>The statistic is above 0 where they agree more often; standard normal under chance in the published test, Student's in the other.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static TestOutcome Test(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, int horizon = 1)
    {
        Check.SameLength(probabilities.Length, labels.Length, nameof(probabilities));
        Check.InRange(horizon, 1, int.MaxValue);
        var n = labels.Length;
        double up = 0, saidUp = 0, both = 0;
        for (var i = 0; i < n; i++)
        {
            var (was, said) = (labels[i] > 0.5 ? 1 : 0, probabilities[i] > 0.5 ? 1 : 0);
            (up, saidUp, both) = (up + was, saidUp + said, both + (was * said));
        }

        if (n < 2 || up == 0 || up == n || saidUp == 0 || saidUp == n)
        {
            return TestOutcome.None(n < 2 ? "it needs two rows" : saidUp == 0 || saidUp == n ? $"every decision is {(saidUp == 0 ? "down" : "up")}" : $"every label is {(up == 0 ? "down" : "up")}");
        }

        (up, saidUp, both) = (up / n, saidUp / n, both / n);
        var products = new double[n];
        for (var i = 0; i < n; i++)
        {
            products[i] = ((labels[i] > 0.5 ? 1 : 0) - up) * ((probabilities[i] > 0.5 ? 1 : 0) - saidUp);
        }

        var test = LongRunMean.Of(products, horizon);
        if (test.LongRunVariance == 0)
        {
            return TestOutcome.None("decisions and labels agree or disagree on every row");
        }

        var dependent = new TestOutcome(test.Mean / Math.Sqrt(test.LongRunVariance / n), test.PValue);
        if (horizon > 1)
        {
            return dependent;
        }

        var published = Published(up, saidUp, both, n);
        return dependent.PValue > published.PValue ? dependent : published;
    }

    /// <summary>The published statistic: the agreement beyond chance is twice the covariance, its variance 4 p(1-p) q(1-q) (1 - 1/n) / n.</summary>
    /// <param name="up">Share of labels that are up.</param>
    /// <param name="saidUp">Share of decisions that are up.</param>
    /// <param name="both">Share of rows on which both are.</param>
    /// <param name="n">How many rows.</param>
    internal static TestOutcome Published(double up, double saidUp, double both, int n)
    {
        var z = (both - (up * saidUp)) / Math.Sqrt(up * (1 - up) * saidUp * (1 - saidUp) * (1 - (1.0 / n)) / n);
        return new TestOutcome(z, 2 * Normal.Cdf(-Math.Abs(z)));
    }
}

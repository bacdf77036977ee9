using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>Pesaran and Timmermann's test: do decisions agree with what happened more often than independent ones with the same shares of up would?</summary>
/// <remarks>Undefined where decisions or labels never change: such a forecast cannot be told from chance. Where labels overlap the
/// variance of the agreement is the long-run one. Sources: Pesaran and Timmermann (1992), JBES 10(4); for dependent rows their (2009), JASA 104(485),
/// whose covariance is tested here as a mean, by <see cref="LongRunMean"/>.</remarks>
public static class PesaranTimmermann
{
    /// <summary>Tests decisions; a probability above 0.5 says up.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows].</param>
    /// <param name="horizon">How many bars the labels look ahead; above 1 rows are taken to depend on each other.</param>
    /// <returns>The statistic is above 0 where they agree more often; standard normal under chance, Student's where rows depend on each other.</returns>
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
        if (horizon == 1)
        {
            // The published statistic: the agreement beyond chance is twice the covariance, its variance 4 p(1-p) q(1-q) (1 - 1/n) / n.
            var z = (both - (up * saidUp)) / Math.Sqrt(up * (1 - up) * saidUp * (1 - saidUp) * (1 - (1.0 / n)) / n);
            return new TestOutcome(z, 2 * Normal.Cdf(-Math.Abs(z)));
        }

        var products = new double[n];
        for (var i = 0; i < n; i++)
        {
            products[i] = ((labels[i] > 0.5 ? 1 : 0) - up) * ((probabilities[i] > 0.5 ? 1 : 0) - saidUp);
        }

        var test = LongRunMean.Of(products, horizon);
        return test.LongRunVariance == 0
            ? TestOutcome.None("decisions and labels agree or disagree on every row")
            : new TestOutcome(test.Mean / Math.Sqrt(test.LongRunVariance / n), test.PValue);
    }
}

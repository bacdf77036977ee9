using System.Globalization;
using Weathervane.Evaluation.Inference;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Inference;

/// <summary>Tests of independent rows, held to SciPy, to their definitions, and to simulations.</summary>
public sealed class TextbookTests
{
    [Fact]
    public void Binomial_p_values_equal_scipys()
    {
        (long Count, long Rows, double Chance)[] cases =
            [(0, 10, 0.5), (3, 10, 0.5), (10, 10, 0.3), (7, 20, 0.35), (6005, 11686, 0.5), (10093, 19182, 0.5093), (2, 1000, 0.004), (0, 5, 0.9), (60, 100, 0.5)];
        var answer = PeerProcess.Run(PeerProcess.Python, "-c", $"""
            import json
            from scipy.stats import binomtest, binom
            cases = [{string.Join(", ", cases.Select(c => string.Create(CultureInfo.InvariantCulture, $"({c.Count}, {c.Rows}, {c.Chance})")))}]
            print(json.dumps([[binomtest(k, n, p).pvalue, binom.cdf(k, n, p), binom.sf(k - 1, n, p)] for k, n, p in cases]))
            """);
        foreach (var ((count, rows, chance), expected) in cases.Zip(answer.EnumerateArray()))
        {
            double[] actual = [Binomial.TwoSided(count, rows, chance), Binomial.AtMost(count, rows, chance), Binomial.AtLeast(count, rows, chance)];
            for (var i = 0; i < 3; i++)
            {
                // Logarithms of gamma near 1e5 lose 5 of 16 digits.
                Assert.Equal(1, actual[i] / expected[i].GetDouble(), 1e-9);
            }
        }

        Assert.Equal((1.0, 0.0, 1.0), (Binomial.TwoSided(0, 0, 0.5), Binomial.TwoSided(1, 2, 0), Binomial.TwoSided(2, 2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.TwoSided(3, 2, 0.5));
    }

    [Fact]
    public void McNemar_looks_at_the_rows_where_one_of_two_is_right()
    {
        // The published 6005, 3408, 5681, 4088 against always up: they differ where it said down, and there it was right 6005 times of 11686.
        Assert.Equal(0.0027, McNemar.Of(6005, 5681).PValue, 0.00015);
        // 8 of 10: 2 (45 + 10 + 1) / 1024.
        Assert.Equal((0.8, 2 * 56 / 1024.0), (McNemar.Of(8, 2).Statistic, Math.Round(McNemar.Of(8, 2).PValue, 12)));
        var same = McNemar.Test([1, 0], [0.9, 0.8], [0.6, 0.7]);
        Assert.Equal((double.NaN, "both are right on the same rows"), (same.PValue, same.Undefined));
    }

    [Fact]
    public void Delong_equals_its_definition_over_all_pairs()
    {
        var random = new SeededRandom(3);
        // Scores of one digit, so that there are ties.
        double[] labels = [.. Enumerable.Range(0, 90).Select(_ => (double)random.NextInt(2))];
        double[] a = [.. labels.Select(l => Math.Round((0.3 * l) + random.NextDouble(), 1))], b = [.. labels.Select(_ => Math.Round(random.NextDouble(), 1))];
        int[] up = [.. Enumerable.Range(0, 90).Where(i => labels[i] == 1)], down = [.. Enumerable.Range(0, 90).Where(i => labels[i] == 0)];
        double Wins(double[] s, int i, int j) => s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0;
        double[] ofUps = [.. up.Select(i => down.Average(j => Wins(a, i, j) - Wins(b, i, j)))];
        double[] ofDowns = [.. down.Select(j => up.Average(i => Wins(a, i, j) - Wins(b, i, j)))];
        double Variance(double[] v) => v.Sum(x => (x - v.Average()) * (x - v.Average())) / (v.Length - 1) / v.Length;
        var z = ofUps.Average() / Math.Sqrt(Variance(ofUps) + Variance(ofDowns));

        var test = DeLong.Test(labels, a, b);
        Assert.Equal(z, test.Statistic, 1e-12);
        Assert.Equal(2 * (1 - Normal.Cdf(z)), test.PValue, 1e-12);
        Assert.Equal("both rank the rows alike", DeLong.Test(labels, a, a).Undefined);
        Assert.Equal("it needs two ups and two downs", DeLong.Test([1, 0, 0], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1]).Undefined);
    }

    [Fact]
    public void Pesaran_timmermann_squared_is_the_chi_square_of_the_two_by_two_table()
    {
        // Algebra: the published variance is 4 p(1-p) q(1-q) (n-1)/n^2, so that the square is chi-square times n / (n - 1).
        var answer = PeerProcess.Run(PeerProcess.Python, "-c", """
            import json
            from scipy.stats import chi2_contingency
            print(json.dumps(chi2_contingency([[60, 41], [57, 42 + 30]], correction=False)[0]))
            """);
        var (labels, said) = Table(60, 41, 57, 72);
        var test = Published(labels, said);
        Assert.Equal(answer.GetDouble() * 230 / 229, test.Statistic * test.Statistic, 1e-9);
        Assert.True(test.Statistic > 0);
    }

    [Fact]
    public void Pesaran_timmermann_is_undefined_where_nothing_changes_and_says_so()
    {
        Assert.Equal("every decision is up", PesaranTimmermann.Test([1, 0, 1], [0.6, 0.7, 0.8]).Undefined);
        Assert.Equal("every decision is down", PesaranTimmermann.Test([1, 0, 1], [0.5, 0.5, 0.5], 5).Undefined);
        Assert.Equal("every label is up", PesaranTimmermann.Test([1, 1, 1], [0.6, 0.2, 0.8]).Undefined);
        Assert.Equal("it needs two rows", PesaranTimmermann.Test([1], [0.6]).Undefined);
        Assert.True(double.IsNaN(PesaranTimmermann.Test([1, 1, 1], [0.6, 0.2, 0.8]).PValue));
    }

    [Fact]
    public void Overlapping_labels_do_not_fool_pesaran_timmermann()
    {
        // Signs of moving sums of 24, unrelated: the published test, which is for independent rows, finds agreement in more than a third of them.
        var (robust, naive) = (0, 0);
        for (var run = 0; run < 400; run++)
        {
            var random = SeededRandom.Fork(5, (ulong)run);
            var (labels, said) = (Signs(random), Signs(random));
            robust += PesaranTimmermann.Test(labels, said, 24).PValue < 0.05 ? 1 : 0;
            naive += Published(labels, said).PValue < 0.05 ? 1 : 0;
        }

        // 20 expected of 400, deviation 4.4; three of them above.
        Assert.InRange(robust, 5, 33);
        Assert.True(naive > 130, $"{naive}");
    }

    [Fact]
    public void Labels_that_follow_each_other_do_not_fool_pesaran_timmermann_without_overlap_either()
    {
        // 65 of 100 labels go as the one before, 90 of 100 decisions, and neither knows of the other.
        var (robust, published) = (0, 0);
        for (var run = 0; run < 1000; run++)
        {
            var random = SeededRandom.Fork(6, (ulong)run);
            var (labels, said) = (Following(random, 0.65), Following(random, 0.9));
            robust += PesaranTimmermann.Test(labels, said).PValue < 0.05 ? 1 : 0;
            published += Published(labels, said).PValue < 0.05 ? 1 : 0;
        }

        // 50 of 1,000 and three deviations.
        Assert.InRange(robust, 15, 71);
        Assert.True(published > 90, $"{published}");
    }

    private static double[] Following(SeededRandom random, double share)
    {
        var (rows, now) = (new double[1000], 1.0);
        for (var i = 0; i < rows.Length; i++)
        {
            now = random.NextDouble() < share ? now : 1 - now;
            rows[i] = now;
        }

        return rows;
    }

    private static TestOutcome Published(double[] labels, double[] said) => PesaranTimmermann.Published(
        labels.Average(), said.Average(s => s > 0.5 ? 1.0 : 0), labels.Zip(said, (l, s) => l > 0.5 && s > 0.5 ? 1.0 : 0).Average(), labels.Length);

    private static double[] Signs(SeededRandom random)
    {
        var noise = LongRunMeanTests.Autoregressive(random, 1_023, 0);
        return [.. Enumerable.Range(0, 1_000).Select(i => noise.AsSpan(i, 24).ToArray().Sum() > 0 ? 1.0 : 0.0)];
    }

    private static (double[] Labels, double[] Said) Table(int tn, int fp, int fn, int tp) =>
        ([.. Enumerable.Repeat(0.0, tn + fp), .. Enumerable.Repeat(1.0, fn + tp)],
         [.. Enumerable.Repeat(0.0, tn), .. Enumerable.Repeat(1.0, fp), .. Enumerable.Repeat(0.0, fn), .. Enumerable.Repeat(1.0, tp)]);
}

using System.Text.Json;
using Weathervane.Monitoring.DriftTests;

namespace Weathervane.Tests.Monitoring;

/// <summary>Against SciPy on the five pairs of samples of the oracle.</summary>
public sealed class DriftOracleTests
{
    // Both add some hundred rounded terms; the sums differ in their order.
    private const double Relative = 1e-11;

    [Theory]
    [InlineData("same")]
    [InlineData("shifted_3_sd")]
    [InlineData("wider")]
    [InlineData("ties")]
    [InlineData("outlier")]
    public void Agrees_with_scipy(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.Shared("oracle/drift.json")));
        var oracle = document.RootElement.GetProperty(name);
        var (reference, current) = (Numbers("reference"), Numbers("current"));
        var pair = DistributionPair.Of(reference, current);

        Close(Value("ks"), KolmogorovSmirnov.Distance(pair));
        // SciPy takes the series of Pelz and Good where n is above 140, as it is in the first pair (143): it is 4e-6 of the exact law away, which ours is.
        Close(Value("ks_p_asymptotic"), KolmogorovSmirnov.PValueOfIndependentRows(pair), name == "same" ? 1e-5 : 1e-9);
        Close(Value("welch_t"), Welch.T(pair).T);
        // The tail of Student's t is good to 1e-11 of itself.
        Close(Value("welch_p"), Welch.PValueOfIndependentRows(pair), 1e-9);
        Close(Value("wasserstein"), Wasserstein.Test.Statistic(pair));
        Close(Value("psi"), PopulationStability.Test.Statistic(pair));
        Close(Value("jensen_shannon_distance_base2_on_those_bins"), JensenShannon.Test.Statistic(pair));
        Array.Sort(reference);
        Assert.Equal(Numbers("psi_decile_edges_of_reference").Distinct(), Quantiles.Deciles(reference), (a, b) => Math.Abs(a - b) <= 1e-14 * Math.Abs(a));

        double Value(string field) => oracle.GetProperty(field).GetDouble();
        double[] Numbers(string field) => [.. oracle.GetProperty(field).EnumerateArray().Select(v => v.GetDouble())];
    }

    [Fact]
    public void Ranks_and_counts_agree_with_values_worked_by_hand()
    {
        // Reference 1 2 3 4, current 2 4: of 8 pairs current is above in 1 + 3 = 4 and equal in 2, so the chance is (4 + 2/2) / 8 = 0.625.
        var pair = DistributionPair.Of([1, 2, 3, 4], [2, 4]);
        Assert.Equal(0.125, RankShift.Test.Statistic(pair), 15);
        // In bins of one value each (deciles of four values cut between all): expected 2/3 and 1/3 of each pooled count.
        // Values 1 and 3 occur once, in the reference only: (1 - 2/3)^2/(2/3) + (0 - 1/3)^2/(1/3) = 1/6 + 1/3 = 1/2 each.
        // Values 2 and 4 occur twice: (1 - 4/3)^2/(4/3) + (1 - 2/3)^2/(2/3) = 1/12 + 1/6 = 1/4 each. Together 1.5.
        Assert.Equal(1.5, ChiSquare.Test.Statistic(pair), 14);
    }

    [Fact]
    public void A_sample_with_a_value_that_is_not_finite_is_refused() => Assert.StartsWith(
        "A sample holds a value that is not finite.", Assert.Throws<ArgumentException>(() => DistributionPair.Of([1, 2, double.NaN], [1, 2])).Message);

    private static void Close(double expected, double actual, double relative = Relative) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Abs(expected), $"{actual:R} instead of {expected:R}");
}

using Weathervane.Monitoring.DriftTests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring;

/// <summary>What every test of the catalogue promises.</summary>
public sealed class DriftTestContractTests
{
    public static TheoryData<string> Names => [.. DriftTestCatalog.All.Select(t => t.Name)];

    [Fact]
    public void Each_test_has_a_name_of_its_own_and_a_summary()
    {
        Assert.Equal(DriftTestCatalog.All.Count, Names.Distinct().Count());
        Assert.All(DriftTestCatalog.All, t => Assert.False(string.IsNullOrWhiteSpace(t.Summary)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_0_for_equal_samples(string name)
    {
        var sample = Normals(1, 300, 0);
        // The means of equal samples are summed in one order; what is left is rounding.
        Assert.InRange(Of(name).Statistic(DistributionPair.Of(sample, sample)), 0, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Grows_with_a_shift_in_either_direction(string name)
    {
        var (reference, current) = (Normals(1, 500, 0), Normals(2, 200, 0));
        double[] Moved(double by) => [.. current.Select(v => v + by)];
        double At(double by) => Of(name).Statistic(DistributionPair.Of(reference, Moved(by)));
        Assert.True(At(0) < At(1) && At(1) < At(2), $"{At(0)}, {At(1)}, {At(2)}");
        Assert.True(At(0) < At(-1) && At(-1) < At(-2), $"{At(0)}, {At(-1)}, {At(-2)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sees_a_shift_of_three_deviations_that_standardising_each_sample_by_itself_would_hide(string name)
    {
        var (reference, current) = (Normals(1, 500, 0), Normals(2, 200, 3));
        double[] Standardised(double[] sample)
        {
            var (mean, squares) = (sample.Average(), 0.0);
            squares = sample.Sum(v => (v - mean) * (v - mean));
            return [.. sample.Select(v => (v - mean) / Math.Sqrt(squares / sample.Length))];
        }

        var seen = Of(name).Statistic(DistributionPair.Of(reference, current));
        var hidden = Of(name).Statistic(DistributionPair.Of(Standardised(reference), Standardised(current)));
        Assert.True(seen > 5 * hidden, $"{seen} against {hidden}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_finite_and_not_negative_whatever_the_samples(string name)
    {
        double[][] samples = [[0, 1], [5, 5], [1e-100, 2e-100], [1, 1, 1, 1, 2], Normals(3, 50, 0), Normals(4, 50, 1e6)];
        foreach (var reference in samples.Where(s => s.Distinct().Count() > 1))
        {
            foreach (var current in samples)
            {
                var value = Of(name).Statistic(DistributionPair.Of(reference, current));
                Assert.True(double.IsFinite(value) && value >= 0, $"{value} for {reference[0]}... and {current[0]}...");
            }
        }
    }

    private static DriftTest Of(string name) => DriftTestCatalog.All.First(t => t.Name == name);

    private static double[] Normals(ulong seed, int rows, double mean)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => mean + random.NextGaussian())];
    }
}

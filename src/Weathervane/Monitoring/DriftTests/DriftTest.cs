namespace Weathervane.Monitoring.DriftTests;

/// <summary>One way to say how far apart two distributions are.</summary>
/// <param name="Name">Its name in reports and JSON: <c>psi</c>.</param>
/// <param name="Summary">What it looks at, in one line.</param>
/// <param name="Statistic">At least 0 and larger the farther they are apart, 0 for equal ones; finite whenever the reference has two values that differ.</param>
/// <param name="Degree">1 where the statistic grows with the square of a small difference, 2 where it grows with the difference itself: raised to this, all have tails
/// that fall exponentially.</param>
public sealed record DriftTest(string Name, string Summary, Func<DistributionPair, double> Statistic, int Degree)
{
    /// <summary>The statistic on the quadratic scale that all tests share.</summary>
    internal double Score(DistributionPair pair) => Statistic(pair) is var value && Degree == 2 ? value * value : value;
}

/// <summary>Every drift test of one column. A new one is one file and one line here.</summary>
public static class DriftTestCatalog
{
    /// <summary>All tests, in the order of tables.</summary>
    public static IReadOnlyList<DriftTest> All { get; } =
    [
        Welch.Test,
        KolmogorovSmirnov.Test,
        RankShift.Test,
        Wasserstein.Test,
        PopulationStability.Test,
        JensenShannon.Test,
        ChiSquare.Test,
    ];
}

using Weathervane.Numerics;

namespace Weathervane.Monitoring.DriftTests;

/// <summary>Jensen and Shannon's distance on the reference's deciles, to the base 2: 0 for equal shares, 1 where no bin is shared.</summary>
/// <remarks>Source: Endres and Schindelin (2003), IEEE Transactions on Information Theory 49(7).</remarks>
public static class JensenShannon
{
    private const double Ln2 = 0.69314718055994530942;

    /// <summary>The test, as the catalogue lists it.</summary>
    public static DriftTest Test { get; } = new("jensen-shannon", "How much does one value tell of which sample it is from?", Distance, 2);

    private static double Distance(DistributionPair pair)
    {
        var sum = 0.0;
        for (var i = 0; i < pair.BinCount; i++)
        {
            var (reference, current) = (pair.ReferenceBins[i], pair.CurrentBins[i]);
            var middle = (reference + current) / 2;
            sum += Part(reference, middle) + Part(current, middle);
        }

        // Rounding may leave a little below 0.
        return Math.Sqrt(Math.Max(sum, 0) / (2 * Ln2));
    }

    private static double Part(double share, double middle) => share > 0 ? share * FixedMath.Log(share / middle) : 0;
}

using Weathervane.Numerics;

namespace Weathervane.Evaluation.Importance;

/// <summary>Spearman's correlation: that of the ranks, equal values sharing the mean of theirs.</summary>
/// <remarks>Source: C. Spearman (1904), The Proof and Measurement of Association between Two Things.</remarks>
internal static class RankCorrelation
{
    /// <summary>[n] ranks as differences from their mean, with a sum of squares of 1; all 0 where no two known values differ. NaN takes the mean rank, so
    /// that an unknown value says nothing.</summary>
    internal static double[] Standardised(ReadOnlySpan<double> values)
    {
        var ranks = MidRanks.Centred(values, out _);
        var squares = ranks.Sum(r => r * r);
        var length = squares > 0 ? Math.Sqrt(squares) : 1;
        return [.. ranks.Select(r => r / length)];
    }

    /// <summary>-1 to 1; 0 where one side does not vary.</summary>
    internal static double Of(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => Product(Standardised(left), Standardised(right));

    /// <summary>The correlation of what <see cref="Standardised"/> gave.</summary>
    internal static double Product(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return Math.Clamp(sum, -1, 1);
    }
}

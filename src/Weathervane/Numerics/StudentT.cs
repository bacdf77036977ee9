namespace Weathervane.Numerics;

/// <summary>Student's t distribution in fixed arithmetic: p-values and limits are the same bits on every processor.</summary>
/// <remarks>Relative errors stay below 1e-11.</remarks>
public static class StudentT
{
    /// <summary>Chance of a value farther from 0 than <paramref name="t"/>, on either side; NaN for NaN.</summary>
    /// <param name="t">Any number, infinity included.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double TwoSided(double t, double degrees)
    {
        Check.Above(degrees, 0, double.MaxValue);
        var square = t * t;
        return double.IsInfinity(square) ? 0 : Beta.Regularised(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square));
    }

    /// <summary>The value that is exceeded on either side with chance <paramref name="chance"/>: 1.96 for 0.05 and many degrees.</summary>
    /// <param name="chance">Above 0, below 1.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double Limit(double chance, double degrees)
    {
        Check.Above(chance, 0, 1 - 1e-15);
        var (low, high) = (0.0, 1.0);
        while (TwoSided(high, degrees) > chance)
        {
            (low, high) = (high, 2 * high);
        }

        // Halving always ends, and in the same place everywhere.
        for (var middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            (low, high) = TwoSided(middle, degrees) > chance ? (middle, high) : (low, middle);
        }

        return high;
    }
}

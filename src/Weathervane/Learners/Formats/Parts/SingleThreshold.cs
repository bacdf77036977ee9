namespace Weathervane.Learners.Formats.Parts;

/// <summary>Turns comparisons between float32 numbers into comparisons between doubles, and back.</summary>
/// <remarks>XGBoost, CatBoost and ONNX round a feature to float32 before they compare. Rounding is monotone, so "rounded x is at most t" is
/// "x is at most the largest double that rounds to t": one kind of node serves all formats, and no row has to be rounded.</remarks>
internal static class SingleThreshold
{
    /// <summary>From here on a double rounds to infinity: halfway between the largest float32 and 2^128.</summary>
    private const double RoundsToInfinity = 3.4028235677973366e38;

    /// <summary>The largest double that rounds to <paramref name="threshold"/> or less: x &lt;= result is (float)x &lt;= threshold.</summary>
    internal static double AtMost(float threshold)
    {
        if (float.IsPositiveInfinity(threshold))
        {
            return double.PositiveInfinity;
        }

        var next = MathF.BitIncrement(threshold);
        var middle = float.IsPositiveInfinity(next) ? RoundsToInfinity
            : float.IsNegativeInfinity(threshold) ? -RoundsToInfinity
            : ((double)threshold + next) / 2;

        // A tie goes to the even neighbour, which may be either.
        return (float)middle <= threshold ? middle : Math.BitDecrement(middle);
    }

    /// <summary>The double for which x &lt;= result is (float)x &lt; threshold.</summary>
    internal static double Below(float threshold) => AtMost(MathF.BitDecrement(threshold));

    /// <summary>The float32 t for which (float)x &lt;= t agrees with x &lt;= <paramref name="threshold"/> for every float32 x.</summary>
    internal static float Floor(double threshold)
    {
        var nearest = (float)threshold;
        return nearest <= threshold ? nearest : MathF.BitDecrement(nearest);
    }

    /// <summary>The float32 t for which (float)x &lt; t agrees with x &lt;= <paramref name="threshold"/> for every float32 x.</summary>
    internal static float Above(double threshold) => MathF.BitIncrement(Floor(threshold));
}

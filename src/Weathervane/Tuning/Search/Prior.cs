using Weathervane.Numerics;

namespace Weathervane.Tuning.Search;

/// <summary>A belief about where good values of a range lie: a normal distribution cut off at the range's ends.</summary>
/// <remarks>It bends the range: a position in [0, 1] is a share of the belief, so that every sampler follows it without knowing of it.</remarks>
/// <param name="Center">The likeliest value, inside the range.</param>
/// <param name="Spread">The standard deviation as a share of the range (of its logarithm where the range is logarithmic), 0.02 to 10.</param>
public sealed record Prior(double Center, double Spread)
{
    internal const double SpreadMin = 0.02, SpreadMax = 10;

    /// <summary>From a share of the belief to the place in the range, both in [0, 1].</summary>
    internal double Place(double share, double center)
    {
        var (low, high) = Ends(center);
        return Math.Clamp(center + (Spread * Normal.Quantile(low + (share * (high - low)))), 0, 1);
    }

    /// <summary>From the place in the range to the share of the belief below it.</summary>
    internal double Share(double place, double center)
    {
        var (low, high) = Ends(center);
        return Math.Clamp((Normal.Cdf((place - center) / Spread) - low) / (high - low), 0, 1);
    }

    private (double Low, double High) Ends(double center) => (Normal.Cdf(-center / Spread), Normal.Cdf((1 - center) / Spread));
}

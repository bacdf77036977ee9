using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>The logarithm of how much below a value a normal belief is expected to come.</summary>
/// <remarks>In logarithms, so that hopeless points still differ. Source: Jones, Schonlau and Welch (1998), Efficient Global Optimization.</remarks>
internal static class ExpectedImprovement
{
    private const double LogSqrtTau = 0.91893853320467274178;

    internal static double Log(double mean, double variance, double best)
    {
        var deviation = Math.Sqrt(variance);
        var z = (best - mean) / deviation;
        // Far below, z Phi(z) + phi(z) is a difference of nearly equal numbers: phi(z) / z^2 (1 - 3 / z^2) there.
        var log = z > -6
            ? FixedMath.Log((z * Normal.Cdf(z)) + FixedMath.Exp((-z * z / 2) - LogSqrtTau))
            : (-z * z / 2) - LogSqrtTau - FixedMath.Log(z * z) + FixedMath.Log1P(-3 / (z * z));
        return log + FixedMath.Log(deviation);
    }
}

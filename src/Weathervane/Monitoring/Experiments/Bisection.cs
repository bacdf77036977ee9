namespace Weathervane.Monitoring.Experiments;

/// <summary>Finds the mean at which evidence falls below a threshold.</summary>
internal static class Bisection
{
    private const int Halvings = 40;

    /// <summary>The smallest mean within two bounds that the evidence does not rule out: it falls as the mean rises, so halving finds it.</summary>
    internal static double LowestMean(Func<double, double> logEvidence, double logThreshold, double low, double high)
    {
        if (logEvidence(low) < logThreshold)
        {
            return low;
        }

        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = logEvidence(middle) >= logThreshold ? (middle, high) : (low, middle);
        }

        return low;
    }
}

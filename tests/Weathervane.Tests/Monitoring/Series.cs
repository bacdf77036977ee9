using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring;

/// <summary>Made columns whose law is known.</summary>
internal static class Series
{
    /// <summary>A Gaussian autoregression of order 1 with mean 0 and variance 1, from its stationary law on.</summary>
    internal static double[] Autoregressive(ulong seed, int rows, double correlation)
    {
        var random = new SeededRandom(seed);
        var values = new double[rows];
        var scale = Math.Sqrt(1 - (correlation * correlation));
        for (var i = 0; i < rows; i++)
        {
            values[i] = i == 0 ? random.NextGaussian() : (correlation * values[i - 1]) + (scale * random.NextGaussian());
        }

        return values;
    }

    /// <summary>Columns x0, x1, ... side by side.</summary>
    internal static FeatureMatrix Table(params double[][] columns) =>
        new([.. columns.Select((_, i) => FormattableString.Invariant($"x{i}"))], [.. columns.SelectMany(c => c)], columns[0].Length);

    /// <summary>A reference of such columns.</summary>
    internal static DriftReference Learn(FeatureMatrix rows, int threads = 1) => DriftReference.Of(rows, null, threads, TestContext.Current.CancellationToken);
}

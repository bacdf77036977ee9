using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Numerics;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Datasets;

/// <summary>Small datasets for tests.</summary>
internal static class MadeRows
{
    /// <summary>Rows of a random walk with the features "bar" (the position) and "noise".</summary>
    internal static Dataset Of(Label label, int bars, ulong seed, int barsPerHole = 0, int warmUp = 0)
    {
        var series = MadeBars.Walk(bars, seed, barsPerHole);
        return DatasetBuilder.Build(series, Features(series, seed), label.Compute(series), warmUp);
    }

    internal static FeatureMatrix Features(BarSeries series, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new double[2 * series.Count];
        for (var i = 0; i < series.Count; i++)
        {
            values[i] = i;
            values[series.Count + i] = random.NextGaussian();
        }

        return new FeatureMatrix(["bar", "noise"], values, series.Count);
    }
}

using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Tests.Features;

/// <summary>Bars to try features on: a seeded random walk, and the shared real ones.</summary>
internal static class TestBars
{
    internal static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Lazy<BarSeries> LazyBitcoin = new(() => BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz")).Bars);
    private static readonly Lazy<BarSeries> LazyPound = new(() => BarReader.Read(Repository.Shared("data/gbpusd_m15.csv.gz")).Bars);

    /// <summary>76,144 hours of Bitcoin.</summary>
    internal static BarSeries Bitcoin => LazyBitcoin.Value;

    /// <summary>71,487 quarters of an hour of the pound in dollars, without volumes.</summary>
    internal static BarSeries Pound => LazyPound.Value;

    /// <summary>A random walk whose every bar moves; <paramref name="missing"/> names bars that are left out.</summary>
    internal static BarSeries Walk(int count, ulong seed, Predicate<int>? missing = null, double price = 100, double volume = 10, TimeSpan? interval = null)
    {
        var random = new SeededRandom(seed);
        var step = interval ?? TimeSpan.FromHours(1);
        var times = new List<DateTime>();
        var columns = Enumerable.Range(0, 6).Select(_ => new List<double>()).ToArray();
        var (last, level) = (1.0, 0.01);
        for (var i = 0; i < count; i++)
        {
            level = Math.Clamp(level * (1 + (0.1 * random.NextGaussian())), 0.001, 0.05);
            var open = last * (1 + (0.1 * level * random.NextGaussian()));
            var close = open * (1 + Math.Clamp(level * random.NextGaussian(), -0.3, 0.3));
            var high = Math.Max(open, close) * (1 + (level * random.NextDouble()));
            var low = Math.Min(open, close) * (1 - (level * random.NextDouble()));
            double[] values = [open * price, high * price, low * price, close * price, volume * (0.1 + random.NextDouble()), random.NextDouble()];
            last = close;
            if (missing?.Invoke(i) == true)
            {
                continue;
            }

            times.Add(Start + (i * step));
            for (var c = 0; c < values.Length; c++)
            {
                columns[c].Add(values[c]);
            }
        }

        return new BarSeries(
            "walk", step, [.. times], [.. columns[0]], [.. columns[1]], [.. columns[2]], [.. columns[3]], [.. columns[4]],
            new Dictionary<string, double[]> { ["extra"] = [.. columns[5]] });
    }

    /// <summary>Bars whose four prices are the closes, one hour each, volume 1.</summary>
    internal static Bar[] Closes(params double[] closes) => [.. closes.Select((c, i) => new Bar(Start.AddHours(i), c, c, c, c, 1))];

    /// <summary>The last value of an indicator over such bars.</summary>
    internal static double Last<T>(T indicator, params double[] closes)
        where T : struct, Weathervane.Features.IIndicator
    {
        var values = new double[closes.Length];
        Weathervane.Features.Batch.Compute(ref indicator, Closes(closes).AsSpan(), values);
        return values[^1];
    }
}

using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Tests.Labels;

/// <summary>Small bar series for tests.</summary>
internal static class MadeBars
{
    internal static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Hourly bars with these closes; high and low are the close.</summary>
    internal static BarSeries OfCloses(params double[] closes) => Of([.. Enumerable.Range(0, closes.Length)], closes, closes, closes);

    /// <summary>Hourly bars at these hours after the start.</summary>
    internal static BarSeries Of(int[] hours, double[] high, double[] low, double[] close) => new(
        "made", TimeSpan.FromHours(1), [.. hours.Select(h => Start.AddHours(h))], close, high, low, close, new double[hours.Length]);

    /// <summary>A random walk with some ties; after about one bar in <paramref name="barsPerHole"/> (0 for never) some hours are missing.</summary>
    internal static BarSeries Walk(int bars, ulong seed, int barsPerHole = 0)
    {
        var random = new SeededRandom(seed);
        var (hours, high, low, close) = (new int[bars], new double[bars], new double[bars], new double[bars]);
        var (hour, price) = (0, 100.0);
        for (var i = 0; i < bars; i++)
        {
            hours[i] = hour;
            hour += 1 + (barsPerHole > 0 && random.NextInt(barsPerHole) == 0 ? 1 + random.NextInt(50) : 0);
            price *= random.NextInt(10) == 0 ? 1 : 1 + (0.01 * random.NextGaussian());
            close[i] = price;
            high[i] = price * (1 + (0.01 * random.NextDouble()));
            low[i] = price * (1 - (0.01 * random.NextDouble()));
        }

        return Of(hours, high, low, close);
    }

    /// <summary>The same bars with other prices wherever <paramref name="replace"/> says so.</summary>
    internal static BarSeries WithNoise(BarSeries bars, ulong seed, Func<int, bool> replace)
    {
        var random = new SeededRandom(seed);
        var (high, low, close) = (bars.High.ToArray(), bars.Low.ToArray(), bars.Close.ToArray());
        for (var i = 0; i < bars.Count; i++)
        {
            var noise = 50 + (100 * random.NextDouble());
            if (replace(i))
            {
                (high[i], low[i], close[i]) = (noise * 1.02, noise * 0.98, noise);
            }
        }

        return new BarSeries(bars.Name, bars.Interval, bars.Times.ToArray(), close, high, low, close, bars.Volume.ToArray());
    }
}

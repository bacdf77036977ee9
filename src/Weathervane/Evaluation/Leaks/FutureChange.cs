using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Leaks;

/// <summary>Another future for a series: what was known stays, what comes after is gone or different.</summary>
/// <param name="Name">How findings call it: <c>noise</c>.</param>
/// <param name="Summary">What it does, as the end of "when the bars after ... ".</param>
/// <param name="Apply">Given the bars, how many of the first ones stay, and a seed: the changed bars.</param>
public sealed record FutureChange(string Name, string Summary, Func<BarSeries, int, ulong, BarSeries> Apply)
{
    private const double Factor = 3;

    /// <summary>All futures. A new one is a line here.</summary>
    public static IReadOnlyList<FutureChange> All { get; } =
    [
        new("cut", "are not there yet", (bars, known, _) => bars.Slice(0, known)),
        new("noise", "are others, drawn at random", Noise),
        new("mirrored", "go the other way", Mirrored),
        new("scaled", "are three times as high", Scaled),
    ];

    /// <summary>Each later bar takes the shape of a random one, so that prices go on from the last known close as they might have.</summary>
    private static BarSeries Noise(BarSeries bars, int known, ulong seed)
    {
        var random = new SeededRandom(seed);
        var price = bars.Close[Math.Max(known - 1, 0)];
        var drawn = new int[bars.Count - known];
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i] = 1 + random.NextInt(bars.Count - 1);
        }

        return Replace(bars, known, (i, later) =>
        {
            var model = bars[drawn[i]];
            var ratio = price / bars.Close[drawn[i] - 1];
            price = model.Close * ratio;
            return later with { Open = model.Open * ratio, High = model.High * ratio, Low = model.Low * ratio, Close = price, Volume = model.Volume };
        }, (values, i) => values[drawn[i]]);
    }

    private static BarSeries Mirrored(BarSeries bars, int known, ulong seed)
    {
        var square = bars.Close[Math.Max(known - 1, 0)] * bars.Close[Math.Max(known - 1, 0)];
        return Replace(bars, known, (_, later) => later with
        {
            Open = square / later.Open, High = square / later.Low, Low = square / later.High, Close = square / later.Close,
        }, (values, i) => -values[known + i]);
    }

    private static BarSeries Scaled(BarSeries bars, int known, ulong seed) => Replace(bars, known, (_, later) => later with
    {
        Open = later.Open * Factor, High = later.High * Factor, Low = later.Low * Factor, Close = later.Close * Factor, Volume = later.Volume * Factor,
    }, (values, i) => values[known + i] * Factor);

    private static BarSeries Replace(BarSeries bars, int known, Func<int, Bar, Bar> change, Func<double[], int, double> changeColumn)
    {
        var (open, high, low, close, volume) = (bars.Open.ToArray(), bars.High.ToArray(), bars.Low.ToArray(), bars.Close.ToArray(), bars.Volume.ToArray());
        for (var i = known; i < bars.Count; i++)
        {
            var other = change(i - known, bars[i]);
            (open[i], high[i], low[i], close[i], volume[i]) = (other.Open, other.High, other.Low, other.Close, other.Volume);
        }

        var columns = bars.ColumnNames.ToDictionary(name => name, name =>
        {
            var before = bars.Column(name).ToArray();
            return (double[])[.. before[..known], .. Enumerable.Range(0, bars.Count - known).Select(i => changeColumn(before, i))];
        });
        return bars.With(open, high, low, close, volume, columns);
    }
}

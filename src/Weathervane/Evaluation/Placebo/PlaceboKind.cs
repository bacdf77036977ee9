using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Placebo;

/// <summary>A world without the edge that a model claims: the labels, or the bars themselves, rearranged so that there is nothing to find.</summary>
public sealed record PlaceboKind
{
    private const int BlockMin = 20, HorizonsPerBlock = 5;

    /// <summary>Its name on the command line: <c>shuffled</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What is done, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether there is only one such world, so that it has no distribution.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Given the labels in time order, the horizon and a seed: other labels. Null where bars are changed.</summary>
    public Func<double[], int, ulong, double[]>? Labels { get; init; }

    /// <summary>Given bars and a seed: other bars at the same times. Null where labels are changed.</summary>
    public Func<BarSeries, ulong, BarSeries>? Bars { get; init; }

    /// <summary>All kinds. A new one is a line here.</summary>
    public static IReadOnlyList<PlaceboKind> All { get; } =
    [
        new() { Name = "shuffled", Summary = "labels dealt out anew, row by row", Labels = (labels, _, seed) => Dealt(labels, 1, seed) },
        new() { Name = "blocks", Summary = "labels dealt out in blocks of five horizons, 20 at least: overlapping labels keep their neighbours", Labels = (labels, horizon, seed) => Dealt(labels, Block(horizon), seed) },
        new() { Name = "flipped", Summary = "each bar's return with a sign drawn anew: moves as large as before, directions by chance", Bars = Flipped },
        new() { Name = "reversed", Summary = "bars in reverse: what still scores is the same both ways in time, as volatility is", IsSingle = true, Bars = (bars, _) => Reversed(bars) },
    ];

    /// <summary>The kind of that name.</summary>
    /// <param name="name">As in <see cref="Name"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static PlaceboKind Of(string name)
    {
        Check.OneOf(name, [.. All.Select(k => k.Name)]);
        return All.First(k => k.Name == name);
    }

    /// <summary>The length of a block of labels that look so far ahead.</summary>
    private static int Block(int horizon) => Math.Max(HorizonsPerBlock * horizon, BlockMin);

    private static double[] Dealt(double[] labels, int length, ulong seed)
    {
        int[] starts = [.. Enumerable.Range(0, (labels.Length + length - 1) / length).Select(b => b * length)];
        new SeededRandom(seed).Shuffle(starts.AsSpan());
        return [.. starts.SelectMany(s => labels[s..Math.Min(s + length, labels.Length)])];
    }

    /// <summary>A bar that is flipped goes as far down as it went up, wicks included.</summary>
    private static BarSeries Flipped(BarSeries bars, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (open, high, low, close) = (bars.Open.ToArray(), bars.High.ToArray(), bars.Low.ToArray(), bars.Close.ToArray());
        for (var i = 1; i < bars.Count; i++)
        {
            var (before, now) = (bars.Close[i - 1], close[i - 1]);
            if (random.NextInt(2) == 0)
            {
                (open[i], high[i], low[i], close[i]) = (now * before / bars.Open[i], now * before / bars.Low[i], now * before / bars.High[i], now * before / bars.Close[i]);
            }
            else
            {
                (open[i], high[i], low[i], close[i]) = (now / before * bars.Open[i], now / before * bars.High[i], now / before * bars.Low[i], now / before * bars.Close[i]);
            }
        }

        return bars.With(open, high, low, close, bars.Volume.ToArray(), Columns(bars, values => values));
    }

    private static BarSeries Reversed(BarSeries bars)
    {
        // A bar read backwards opens at its close.
        return bars.With(Back(bars.Close), Back(bars.High), Back(bars.Low), Back(bars.Open), Back(bars.Volume), Columns(bars, values => Back(values)));

        static double[] Back(ReadOnlySpan<double> values)
        {
            var back = values.ToArray();
            Array.Reverse(back);
            return back;
        }
    }

    private static Dictionary<string, double[]> Columns(BarSeries bars, Func<double[], double[]> change) =>
        bars.ColumnNames.ToDictionary(name => name, name => change(bars.Column(name).ToArray()));
}

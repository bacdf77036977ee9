using Weathervane.Features.Indicators;
using Weathervane.Features.Relative;
using static Weathervane.Features.FeatureMemory;
using static Weathervane.Features.RunningIndicator;

namespace Weathervane.Features;

/// <summary>All features that a set or a pipeline may name. A new one is a file in Indicators and a line here; the contract tests then cover it.</summary>
public static class FeatureCatalog
{
    /// <summary>Raised whenever the same formula would give other numbers than before: it is part of every recipe's fingerprint.</summary>
    public const int Revision = 1;

    private static readonly FeatureParameter Two = new("length", 20, 2);

    /// <summary>The features, in the order of their kinds.</summary>
    public static IReadOnlyList<FeatureDefinition> All { get; } =
    [
        // The bar itself, in price and in the source's unit of volume.
        Define("open", "Open, in price", Finite, [], _ => 0, _ => One(new OpenPrice())),
        Define("high", "High, in price", Finite, [], _ => 0, _ => One(new HighPrice())),
        Define("low", "Low, in price", Finite, [], _ => 0, _ => One(new LowPrice())),
        Define("close", "Close, in price", Finite, [], _ => 0, _ => One(new ClosePrice())),
        Define("volume", "Volume, in the source's unit", Finite, [], _ => 0, _ => One(new BarVolume())),
        Define("high_low_ratio", "High / low", Finite, [], _ => 0, _ => One(new HighLowRatio())),
        Define("close_open_ratio", "Close / open", Finite, [], _ => 0, _ => One(new CloseOpenRatio())),
        Define("body_size", "|close - open| / open", Finite, [], _ => 0, _ => One(new BodySize())),
        Define("gap", "Jump from the close before to the open, as a share", Finite, [], _ => 1, _ => One(new Gap())),

        // Changes of the close.
        Define("return", "Change of the close, as a share", Finite, [new("bars", 1)], a => (int)a[0], a => One(new SimpleReturn((int)a[0]))),
        Define("log_return", "Logarithm of the close over an earlier one", Finite, [new("bars", 1)], a => (int)a[0], a => One(new LogReturn((int)a[0]))),
        Define("momentum", "Change of the close, in price", Finite, [new("bars", 10)], a => (int)a[0], a => One(new Momentum((int)a[0]))),

        // Means and what is built on them, in price unless stated.
        Define("sma", "Mean close, in price", Finite, [new("length", 20)], a => (int)a[0] - 1, a => One(new SimpleMean((int)a[0]))),
        Define("ema", "Exponential mean of the close, in price", Recursive, [new("length", 20)], a => (int)a[0] - 1, a => One(new Ema((int)a[0]))),
        new("macd", "Difference of two exponential means, its mean (signal) and their difference (diff), in price", Recursive,
            [new("fast", 12), new("slow", 26), new("signal", 9)],
            [new("", MacdWarmup), new("signal", MacdWarmup), new("diff", MacdWarmup)],
            a => Several(new Macd((int)a[0], (int)a[1], (int)a[2]), 3)),
        new("bands", "Bollinger bands: mean, high, low and width (%) by the population deviation; upper, lower and position by the sample's", Finite,
            [Two, new("deviations", 2, 0.01, 100, Whole: false)],
            [.. new[] { "mean", "high", "low", "width", "upper", "lower", "position" }.Select(name => new FeatureOutput(name, a => (int)a[0] - 1))],
            a => Several(new Bands((int)a[0], a[1]), 7)),

        // Oscillators, in percent.
        Define("rsi", "Relative Strength Index with Wilder's means, in percent", Recursive, [new("length", 14)], a => (int)a[0], a => One(new Rsi((int)a[0]))),
        Define("rsi_simple", "Relative Strength Index with plain means, in percent", Finite, [new("length", 14)], a => (int)a[0], a => One(new RsiSimple((int)a[0]))),
        new("stochastic", "Close between lowest low and highest high (k) and the mean of that (d), in percent", Finite,
            [new("length", 14), new("smoothing", 3)],
            [new("k", a => (int)a[0] - 1), new("d", a => (int)(a[0] + a[1]) - 2)],
            a => Several(new Stochastic((int)a[0], (int)a[1]), 2)),
        Define("mfi", "Money Flow Index, in percent", Finite, [new("length", 14)], a => (int)a[0], a => One(new MoneyFlow((int)a[0]))),
        Define("adx", "Average Directional Index, in percent", Recursive, [new("length", 14)], a => (int)a[0], a => One(new Adx((int)a[0]))),

        // Volatility.
        Define("atr", "Average True Range, begun with a plain mean, in price", Recursive, [new("length", 14)], a => (int)a[0] - 1, a => One(new Atr((int)a[0]))),
        Define("atr_mean", "Plain mean of the true range, in price", Finite, [new("length", 14)], a => (int)a[0], a => One(new AtrMean((int)a[0]))),
        Define("atr_smooth", "Wilder's mean of the true range, seeded with the first, in price", Recursive, [new("length", 14)], a => (int)a[0] - 1, a => One(new AtrSmooth((int)a[0]))),
        Define("deviation", "Sample deviation of the close, in price", Finite, [Two], a => (int)a[0] - 1, a => One(new CloseDeviation((int)a[0]))),
        Define("volatility", "Sample deviation of returns, scaled to a period of so many bars", Finite, [Two, new("bars", 1)], a => (int)a[0], a => One(new Volatility((int)a[0], (int)a[1]))),
        Define("range_mean", "Mean of high / low - 1", Finite, [new("length", 20)], a => (int)a[0] - 1, a => One(new RangeMean((int)a[0]))),

        // Volume.
        Define("volume_sma", "Mean volume, in the source's unit", Finite, [new("length", 20)], a => (int)a[0] - 1, a => One(new VolumeMean((int)a[0]))),
        Define("volume_ratio", "Volume over its mean", Finite, [new("length", 20)], a => (int)a[0] - 1, a => One(new VolumeRatio((int)a[0]))),

        // Without unit: the same whatever the price level or the unit of volume.
        Define("move", "Log return in units of the usual move over so many bars", Finite, [new("bars", 1), new("length", 48, 2)],
            a => (int)Math.Max(a[0], a[1]), a => One(new ScaledMove((int)a[0], (int)a[1]))),
        Define("lagged_move", "Log return of the bar so many bars ago in units of the usual move", Finite, [new("lag", 1), new("length", 48, 2)],
            a => (int)Math.Max(a[0] + 1, a[1]), a => One(new LaggedMove((int)a[0], (int)a[1]))),
        Define("efficiency", "Change of the close over the sum of its moves, -1 to 1", Finite, [new("length", 12)], a => (int)a[0], a => One(new Efficiency((int)a[0]))),
        Define("up_share", "Share of closes above the one before, 0 to 1", Finite, [new("length", 12)], a => (int)a[0], a => One(new UpShare((int)a[0]))),
        Define("unchanged_share", "Share of closes equal to the one before, 0 to 1", Finite, [new("length", 96)], a => (int)a[0], a => One(new UnchangedShare((int)a[0]))),
        Define("zscore", "Distance of the close from its mean, in deviations", Finite, [Two], a => (int)a[0] - 1, a => One(new CloseScore((int)a[0]))),
        Define("ema_gap", "Distance of two exponential means, in average true ranges", Recursive, [new("fast", 12), new("slow", 26)],
            a => (int)a.Max() - 1, a => One(new EmaGap((int)a[0], (int)a[1]))),
        Define("drawdown", "Close below the highest high, as a share", Finite, [new("length", 48)], a => (int)a[0] - 1, a => One(new Drawdown((int)a[0]))),
        Define("runup", "Close above the lowest low, as a share", Finite, [new("length", 48)], a => (int)a[0] - 1, a => One(new RunUp((int)a[0]))),
        Define("range_position", "Close between lowest low (0) and highest high (1)", Finite, [new("length", 48)], a => (int)a[0] - 1, a => One(new RangePosition((int)a[0]))),
        new("candle", "Body (with sign), upper and lower wick as shares of the bar's range", Finite, [],
            [.. new[] { "body", "upper", "lower" }.Select(name => new FeatureOutput(name, _ => 0))], _ => Several(new Candle(), 3)),
        Define("log_volatility", "Sample deviation of log returns", Finite, [Two], a => (int)a[0], a => One(new LogVolatility((int)a[0]))),
        Define("volatility_ratio", "Recent volatility over that of a longer window", Finite, [new("recent", 6, 2), new("length", 48, 2)],
            a => (int)a.Max(), a => One(new VolatilityRatio((int)a[0], (int)a[1]))),
        Define("downside_share", "Share of squared log returns from falls, 0 to 1", Finite, [new("length", 48)], a => (int)a[0], a => One(new DownsideShare((int)a[0]))),
        Define("parkinson", "Parkinson's volatility, for one bar", Finite, [new("length", 24)], a => (int)a[0] - 1, a => One(new Parkinson((int)a[0]))),
        Define("garman_klass", "Garman and Klass's volatility, for one bar", Finite, [new("length", 24)], a => (int)a[0] - 1, a => One(new GarmanKlass((int)a[0]))),
        Define("rogers_satchell", "Rogers and Satchell's volatility, for one bar", Finite, [new("length", 24)], a => (int)a[0] - 1, a => One(new RogersSatchell((int)a[0]))),
        Define("yang_zhang", "Yang and Zhang's volatility, for one bar", Finite, [new("length", 24, 2)], a => (int)a[0], a => One(new YangZhang((int)a[0]))),
        Define("autocorrelation", "Correlation of log returns with those some bars earlier", Finite, [new("length", 48, 2), new("lag", 1)],
            a => (int)(a[0] + a[1]), a => One(new Autocorrelation((int)a[0], (int)a[1]))),
        Define("volume_zscore", "Distance of the volume from its mean, in deviations", Finite, [new("length", 48, 2)], a => (int)a[0] - 1, a => One(new VolumeScore((int)a[0]))),
        Define("range_zscore", "Distance of the bar's log range from its mean, in deviations", Finite, [new("length", 48, 2)], a => (int)a[0] - 1, a => One(new RangeScore((int)a[0]))),
        Define("range_trend", "Mean of recent log ranges over that of a longer window", Finite, [new("recent", 6), new("length", 48)],
            a => (int)a.Max() - 1, a => One(new RangeTrend((int)a[0], (int)a[1]))),
        Define("volume_trend", "Mean of recent volumes over that of a longer window", Finite, [new("recent", 6), new("length", 48)],
            a => (int)a.Max() - 1, a => One(new VolumeTrend((int)a[0], (int)a[1]))),
        Define("volume_pressure", "Volume at closes near the high (1) against near the low (-1)", Finite, [new("length", 12)], a => (int)a[0] - 1, a => One(new VolumePressure((int)a[0]))),

        // The clock.
        new("time_of_day", "Sine and cosine of the bar's opening time in its day, UTC", Finite, [], [new("sin", _ => 0), new("cos", _ => 0)], _ => Several(new TimeOfDay(), 2)),
        new("time_of_week", "Sine and cosine of the bar's opening time in its week, UTC", Finite, [], [new("sin", _ => 0), new("cos", _ => 0)], _ => Several(new TimeOfWeek(), 2)),
        new("slot", "What followed bars of this time of day on earlier days: next move and its direction in the mean (each times the root of the days), its size over all bars', the share unchanged",
            Recursive, [new("days", 20)], [.. new[] { "move", "up", "size", "unchanged" }.Select(name => new FeatureOutput(name, _ => name == "unchanged" ? 1 : 0))],
            a => Several(new Slots((int)a[0]), 4)),
    ];

    private static int MacdWarmup(double[] a) => (int)a.Max() - 1;

    private static FeatureDefinition Define(
        string name, string summary, FeatureMemory memory, IReadOnlyList<FeatureParameter> parameters, Func<double[], int> warmup, Func<double[], RunningIndicator> create) =>
        new(name, summary, memory, parameters, [new("", warmup)], create);
}

using Weathervane.Numerics;

namespace Weathervane.Bars.Making;

/// <summary>Makes bars that look like a market's and whose next-bar edge is known: the test bed for whatever claims to find one, or none.</summary>
/// <remarks>The size of a move is Student-t (5 degrees of freedom) times a GARCH(1,1) volatility of 60 % a year on average, so that
/// wild bars come in clusters and tails are fat; its direction is drawn apart from its size by <see cref="KnownTruth"/>. Wicks and volume grow with the size
/// and say nothing about any direction. Prices have eight significant digits. Source of the volatility: Bollerslev (1986).</remarks>
public static class BarMaker
{
    /// <summary>What made bars are called.</summary>
    internal const string SeriesName = "made";

    private const double StartPrice = 100;
    private const double VolatilityPerYear = 0.6;
    private const double Shock = 0.08, Memory = 0.9;
    private const int DegreesOfFreedom = 5;
    // A move of 12 standard deviations is drawn once in 100,000 bars; without an end one bar could lose a market.
    private const double MoveMax = 12;
    private const double SwitchProbability = 1.0 / 500;
    private const double CalmFactor = 0.5, WildFactor = 2;
    private const double VolumeTypical = 100;

    /// <summary>Makes bars.</summary>
    /// <param name="options">How many, and what is planted in them.</param>
    /// <param name="cancel">Stops the work.</param>
    public static BarSeries Make(BarMakerOptions options, CancellationToken cancel = default)
    {
        var n = options.Bars;
        var (times, open, high, low, close, volume, regime) =
            (new DateTime[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
        // Directions, sizes and regimes have streams of their own: an edge does not change how wild the bars are.
        var (direction, size, spells) = (SeededRandom.Fork(options.Seed, 0), SeededRandom.Fork(options.Seed, 1), SeededRandom.Fork(options.Seed, 2));
        var variance = VolatilityPerYear * VolatilityPerYear * (options.Interval / TimeSpan.FromDays(365.25));
        var (current, wild, price, up) = (variance, false, StartPrice, 0.5);
        for (var i = 0; i < n; i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            var deviation = Math.Sqrt(current) * (options.Regimes ? wild ? WildFactor : CalmFactor : 1);
            var move = Math.Min(Math.Abs(StudentT(size)), MoveMax);
            times[i] = options.Start + (i * options.Interval);
            open[i] = price;
            close[i] = Moved(price, direction.NextDouble() < up, move * deviation);
            high[i] = Math.Max(Math.Max(open[i], close[i]), Rounded(Math.Max(open[i], close[i]) * FixedMath.Exp(Wick(size, deviation))));
            low[i] = Math.Min(Math.Min(open[i], close[i]), Rounded(Math.Min(open[i], close[i]) * FixedMath.Exp(-Wick(size, deviation))));
            volume[i] = Math.Round(VolumeTypical * (0.3 + move) * FixedMath.Exp(0.4 * size.NextGaussian()), 4);
            regime[i] = wild ? 1 : 0;
            current = ((1 - Shock - Memory) * variance) + (current * ((Shock * move * move) + Memory));
            price = close[i];
            // The regime of a bar governs the bar after it.
            up = i < KnownTruth.Lag ? 0.5 : KnownTruth.ProbabilityOfUp(price, close[i - KnownTruth.Lag], wild, options.Edge ?? 0.5);
            wild ^= options.Regimes && spells.NextDouble() < SwitchProbability;
        }

        return new BarSeries(
            SeriesName, options.Interval, times, open, high, low, close, volume,
            options.Regimes ? new Dictionary<string, double[]> { [KnownTruth.RegimeColumn] = regime } : null);
    }

    /// <summary>Student-t with variance 1.</summary>
    private static double StudentT(SeededRandom random)
    {
        var square = 0.0;
        for (var i = 0; i < DegreesOfFreedom; i++)
        {
            var normal = random.NextGaussian();
            square += normal * normal;
        }

        return random.NextGaussian() * Math.Sqrt((DegreesOfFreedom - 2) / square);
    }

    /// <summary>How far a wick reaches beyond the body, as a logarithm.</summary>
    private static double Wick(SeededRandom random, double deviation) => 0.5 * deviation * Math.Abs(random.NextGaussian());

    /// <summary>A price above or below, by one unit of its last digit at least: a direction is never lost to rounding.</summary>
    private static double Moved(double price, bool up, double move)
    {
        var moved = Rounded(price * FixedMath.Exp(up ? move : -move));
        return moved != price ? moved : Rounded(price + ((up ? 1 : -1) / Scale(price)));
    }

    private static double Rounded(double price) => Math.Round(price * Scale(price)) / Scale(price);

    /// <summary>The power of ten that makes the eighth significant digit a whole number.</summary>
    private static double Scale(double price)
    {
        var scale = 1e12;
        while (scale > 1 && price * scale >= 1e8)
        {
            scale /= 10;
        }

        return scale;
    }
}

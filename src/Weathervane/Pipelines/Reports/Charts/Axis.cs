using System.Globalization;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>A mark on an axis and its label.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>A range of numbers with a title and a few round marks.</summary>
internal sealed record Axis(string Title, double Min, double Max, IReadOnlyList<Tick> Ticks)
{
    /// <summary>Where a value stands, 0 at <see cref="Min"/> and 1 at <see cref="Max"/>.</summary>
    internal double Share(double value) => (value - Min) / (Max - Min);

    /// <summary>Marks at multiples of 1, 2 or 5 times a power of ten, and an end at the mark beyond the values.</summary>
    /// <param name="title">What is measured, with its unit.</param>
    /// <param name="values">Those that are not finite are passed over.</param>
    /// <param name="percent">True to label shares as percent.</param>
    /// <param name="steps">About how many steps to make.</param>
    internal static Axis Nice(string title, IEnumerable<double> values, bool percent = false, int steps = 5)
    {
        var (min, max) = Extent(values);
        var (step, decimals) = NiceStep((max - min) / steps);
        var (first, last) = ((long)Math.Floor((min / step) + 1e-9), (long)Math.Ceiling((max / step) - 1e-9));
        var ticks = new List<Tick>();
        for (var i = first; i <= last; i++)
        {
            var label = percent ? Number.Fixed(100 * i * step, Math.Max(0, decimals - 2)) + "%" : Number.Fixed(i * step, decimals);
            ticks.Add(new Tick(i * step, label));
        }

        return new Axis(title, first * step, last * step, ticks);
    }

    /// <summary>Whole numbers from the first to the last, not all of them labelled.</summary>
    internal static Axis Whole(string title, int first, int last)
    {
        var every = Math.Max(1, (int)NiceStep((last - first) / 8.0).Step);
        var ticks = Enumerable.Range(first, last - first + 1).Where(i => i == first || i % every == 0)
            .Select(i => new Tick(i, i.ToString(CultureInfo.InvariantCulture)));
        return new Axis(title, first - 0.5, last + 0.5, [.. ticks]);
    }

    private static (double Min, double Max) Extent(IEnumerable<double> values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite))
        {
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        if (min > max)
        {
            return (0, 1);
        }

        // A single value still needs a range around it.
        var size = Math.Max(Math.Abs(min), Math.Abs(max));
        var around = Math.Max(0.5, 1e-6 * size);
        return max - min > 1e-9 * size ? (min, max) : (min - around, max + around);
    }

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is no smaller than wanted, and the decimals that show it.</summary>
    private static (double Step, int Decimals) NiceStep(double wanted)
    {
        var exponent = -12;
        while (exponent < 15 && PowerOf10(exponent + 1) <= wanted)
        {
            exponent++;
        }

        var power = PowerOf10(exponent);
        var step = wanted <= power ? power : wanted <= 2 * power ? 2 * power : wanted <= 5 * power ? 5 * power : 10 * power;
        return (step, Math.Max(0, step >= 10 * power ? -exponent - 1 : -exponent));
    }

    private static double PowerOf10(int exponent) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"1e{exponent}"), CultureInfo.InvariantCulture);
}

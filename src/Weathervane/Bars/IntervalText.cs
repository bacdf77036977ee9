using System.Globalization;

namespace Weathervane.Bars;

/// <summary>Bar lengths as people write them: <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>4h</c>, <c>1d</c>, <c>1w</c>.</summary>
public static class IntervalText
{
    private static readonly (char Unit, TimeSpan Length)[] Units =
        [('w', TimeSpan.FromDays(7)), ('d', TimeSpan.FromDays(1)), ('h', TimeSpan.FromHours(1)), ('m', TimeSpan.FromMinutes(1)), ('s', TimeSpan.FromSeconds(1))];

    /// <summary>Reads a length.</summary>
    /// <param name="text">A whole number of at least 1 and a unit.</param>
    /// <param name="interval">The length; at most 366 days.</param>
    public static bool TryParse(string text, out TimeSpan interval)
    {
        interval = default;
        var unit = text.Length == 0 ? default : Units.FirstOrDefault(u => u.Unit == text[^1]);
        if (unit.Unit == default || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0 || count > TimeSpan.FromDays(366).Ticks / unit.Length.Ticks)
        {
            return false;
        }

        interval = count * unit.Length;
        return true;
    }

    /// <summary>Writes a length in its largest whole unit; an odd one as <c>d.hh:mm:ss.fffffff</c>.</summary>
    /// <param name="interval">The length of a bar.</param>
    public static string Format(TimeSpan interval)
    {
        foreach (var (unit, length) in Units)
        {
            if (interval.Ticks % length.Ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{interval.Ticks / length.Ticks}{unit}");
            }
        }

        return interval.ToString("c", CultureInfo.InvariantCulture);
    }
}

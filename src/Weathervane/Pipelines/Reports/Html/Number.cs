using System.Globalization;

namespace Weathervane.Pipelines.Reports.Html;

/// <summary>Numbers as a reader wants them: the digits that mean something, a real minus sign, a dash for what is undefined.</summary>
internal static class Number
{
    internal const string Undefined = "–";

    /// <summary>A score: four decimals.</summary>
    internal static string Score(double value) => Fixed(value, 4);

    /// <summary>A difference: four decimals and always a sign; zero has none.</summary>
    internal static string Signed(double value)
    {
        var text = Fixed(value, 4);
        return value > 0 && text != "0.0000" && text != Undefined ? "+" + text : text;
    }

    /// <summary>An interval of differences.</summary>
    internal static string Interval(double low, double high) =>
        double.IsFinite(low) && double.IsFinite(high) ? $"{Signed(low)} to {Signed(high)}" : Undefined;

    /// <summary>A share as percent with one decimal.</summary>
    internal static string Percent(double share) => double.IsFinite(share) ? Fixed(100 * share, 1) + "%" : Undefined;

    /// <summary>A count with its thousands apart.</summary>
    internal static string Count(double value) => double.IsFinite(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : Undefined;

    /// <summary>A p-value; below 0.001 only that is said, for the tests do not carry further.</summary>
    internal static string PValue(double p) => !double.IsFinite(p) ? Undefined : p < 0.001 ? "< 0.001" : Fixed(p, p < 0.1 ? 3 : 2);

    /// <summary>A time; the hour is left out where it is midnight.</summary>
    internal static string Time(DateTime time) => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units.</summary>
    internal static string Duration(TimeSpan span)
    {
        var seconds = Math.Round(span.TotalSeconds, 1);
        var whole = (long)Math.Round(seconds);
        return seconds < 60 ? Fixed(seconds, 1) + " s"
            : whole < 3600 ? $"{Count(whole / 60)} min {Count(whole % 60)} s"
            : $"{Count(whole / 3600)} h {Count(whole / 60 % 60)} min";
    }

    /// <summary>A number with the decimals given.</summary>
    internal static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return Undefined;
        }

        // Rounded first, so that -0.00001 is 0.0000 and not -0.0000.
        var rounded = Math.Round(value, decimals) + 0.0;
        return rounded.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−');
    }
}

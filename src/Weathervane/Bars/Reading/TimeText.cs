using System.Buffers.Text;

namespace Weathervane.Bars.Reading;

/// <summary>Reads the time of a row from UTF-8 text, without culture.</summary>
/// <remarks>Understood: <c>2024-01-31</c>, <c>2024-01-31T23:59</c>, with seconds and fractions, with <c>Z</c> or <c>+02:00</c>; a space for the T; dots,
/// slashes or nothing between the parts of the date (year first); <c>20240131 235900</c>; seconds, milliseconds, microseconds or nanoseconds
/// since 1970, told apart by their size.</remarks>
internal static class TimeText
{
    // Beyond these years a number is a mistake, and clocks have no rules.
    private const int YearMin = 1800, YearMax = 2200;
    private static readonly long TicksMin = new DateTime(YearMin, 1, 1).Ticks, TicksMax = new DateTime(YearMax, 12, 31).Ticks;

    /// <summary>Reads a date with or without a time, or an epoch.</summary>
    /// <param name="text">The whole field.</param>
    /// <param name="wall">What the file's clock shows; for an epoch that is UTC.</param>
    /// <param name="offset">The offset that the text states: zero for Z and for epochs; null where it says none.</param>
    internal static bool TryParse(ReadOnlySpan<byte> text, out DateTime wall, out TimeSpan? offset) => TryParse(text, DateOrder.YearFirst, out wall, out offset);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out DateTime, out TimeSpan?)"/>
    /// <param name="text">The whole field.</param>
    /// <param name="order">Which part comes first in dates that do not begin with the year.</param>
    /// <param name="wall">What the file's clock shows; for an epoch that is UTC.</param>
    /// <param name="offset">The offset that the text states: zero for Z and for epochs; null where it says none.</param>
    internal static bool TryParse(ReadOnlySpan<byte> text, DateOrder order, out DateTime wall, out TimeSpan? offset)
    {
        text = text.Trim((byte)' ');
        return IsEpoch(text) ? TryEpoch(text, out wall, out offset) : TryCalendar(text, order, out wall, out offset);
    }

    /// <summary>The same as UTC, which a time without an offset then is; null for what is no time.</summary>
    internal static DateTime? Utc(ReadOnlySpan<byte> text) =>
        TryParse(text, out var wall, out var offset) ? DateTime.SpecifyKind(wall - (offset ?? TimeSpan.Zero), DateTimeKind.Utc) : null;

    /// <summary>Reads a time of day such as <c>17:00</c> or <c>17:00:30.5</c>.</summary>
    internal static bool TryTimeOfDay(ReadOnlySpan<byte> text, out TimeSpan time) =>
        TryClockTime(ref text, out time) && text.IsEmpty;

    private static bool IsEpoch(ReadOnlySpan<byte> text)
    {
        // Eight digits are a date (20240131) and fourteen a date with a time, as no market of 1970 or 2286 is meant.
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return (digits < 0 && text.Length is >= 9 and not 14) || (digits >= 9 && text[digits] is (byte)'.' or (byte)'e' or (byte)'E')
            || (digits == 1 && text.Length > 4 && text[1] == (byte)'.' && text.IndexOfAny((byte)'e', (byte)'E') > 0);
    }

    private static bool TryEpoch(ReadOnlySpan<byte> text, out DateTime wall, out TimeSpan? offset)
    {
        (wall, offset) = (default, TimeSpan.Zero);
        Int128 ticks;
        if (Utf8Parser.TryParse(text, out long whole, out var read) && read == text.Length)
        {
            ticks = whole switch
            {
                < 100_000_000_000 => (Int128)whole * TimeSpan.TicksPerSecond,
                < 100_000_000_000_000 => (Int128)whole * TimeSpan.TicksPerMillisecond,
                < 100_000_000_000_000_000 => (Int128)whole * TimeSpan.TicksPerMicrosecond,
                _ => whole / 100,
            };
        }
        else if (Utf8Parser.TryParse(text, out double number, out read) && read == text.Length && number is >= 0 and < 1e19)
        {
            var unit = number switch { < 1e11 => 1e7, < 1e14 => 1e4, < 1e17 => 10, _ => 0.01 };
            // Whole microseconds: a double holds no finer time of our days.
            ticks = (Int128)Math.Round(number * unit / 10) * 10;
        }
        else
        {
            return false;
        }

        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks < TicksMin || ticks > TicksMax)
        {
            return false;
        }

        wall = new DateTime((long)ticks);
        return true;
    }

    private static bool TryCalendar(ReadOnlySpan<byte> text, DateOrder order, out DateTime wall, out TimeSpan? offset)
    {
        (wall, offset) = (default, null);
        var yearLast = order != DateOrder.YearFirst && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is 1 or 2;
        if (yearLast ? !TryYearLast(ref text, order, out var date) : !TryDate(ref text, out date))
        {
            return false;
        }

        wall = date;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] is (byte)'T' or (byte)'t' or (byte)' ' or (byte)'_')
        {
            text = text[1..];
        }

        if (!TryClockTime(ref text, out var time) || !TryOffset(text.TrimStart((byte)' '), out offset))
        {
            return false;
        }

        wall = date + time;
        return true;
    }

    private static bool TryDate(ref ReadOnlySpan<byte> text, out DateTime date)
    {
        date = default;
        if (!TryDigits(ref text, 4, out var year) || text.IsEmpty)
        {
            return false;
        }

        var separator = text[0];
        if (separator is (byte)'-' or (byte)'/' or (byte)'.')
        {
            text = text[1..];
            if (!TryDigits(ref text, 2, out var month) || text.IsEmpty || text[0] != separator)
            {
                return false;
            }

            text = text[1..];
            return TryDigits(ref text, 2, out var day) && TryMake(year, month, day, out date);
        }

        return TryDigits(ref text, 2, out var compactMonth) && TryDigits(ref text, 2, out var compactDay) && TryMake(year, compactMonth, compactDay, out date);
    }

    /// <summary>A date such as 31.01.2024 or 1/31/2024: one or two digits, one or two, four.</summary>
    private static bool TryYearLast(ref ReadOnlySpan<byte> text, DateOrder order, out DateTime date)
    {
        date = default;
        if (!TryShort(ref text, out var first) || text.IsEmpty || text[0] is not ((byte)'.' or (byte)'/' or (byte)'-'))
        {
            return false;
        }

        var separator = text[0];
        text = text[1..];
        if (!TryShort(ref text, out var second) || text.IsEmpty || text[0] != separator)
        {
            return false;
        }

        text = text[1..];
        return TryDigits(ref text, 4, out var year) && (order == DateOrder.DayFirst ? TryMake(year, second, first, out date) : TryMake(year, first, second, out date));
    }

    /// <summary>One digit or two.</summary>
    private static bool TryShort(ref ReadOnlySpan<byte> text, out int value) =>
        TryDigits(ref text, text.Length > 1 && char.IsAsciiDigit((char)text[1]) ? 2 : 1, out value);

    private static bool TryMake(int year, int month, int day, out DateTime date)
    {
        date = default;
        if (year is < YearMin or > YearMax || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTime(year, month, day);
        return true;
    }

    private static bool TryClockTime(ref ReadOnlySpan<byte> text, out TimeSpan time)
    {
        time = default;
        if (!(text.Length > 1 && text[1] == (byte)':' ? TryDigits(ref text, 1, out var hour) : TryDigits(ref text, 2, out hour)) || hour > 23)
        {
            return false;
        }

        var colons = SkipColon(ref text);
        if (!TryDigits(ref text, 2, out var minute) || minute > 59)
        {
            return false;
        }

        var second = 0;
        if (!text.IsEmpty && (colons ? SkipColon(ref text) : char.IsAsciiDigit((char)text[0]))
            && (!TryDigits(ref text, 2, out second) || second > 59))
        {
            return false;
        }

        time = new TimeSpan(hour, minute, second);
        if (!text.IsEmpty && text[0] is (byte)'.' or (byte)',')
        {
            text = text[1..];
            var unit = TimeSpan.TicksPerSecond;
            while (!text.IsEmpty && char.IsAsciiDigit((char)text[0]))
            {
                unit /= 10;
                time += TimeSpan.FromTicks((text[0] - '0') * unit);
                text = text[1..];
            }
        }

        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z' || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8))
        {
            offset = TimeSpan.Zero;
            return true;
        }

        var sign = text[0] switch { (byte)'+' => 1, (byte)'-' => -1, _ => 0 };
        text = text[1..];
        if (sign == 0 || !TryDigits(ref text, 2, out var hours) || hours > 18)
        {
            return false;
        }

        SkipColon(ref text);
        var minutes = 0;
        if (!text.IsEmpty && (!TryDigits(ref text, 2, out minutes) || minutes > 59 || !text.IsEmpty))
        {
            return false;
        }

        offset = sign * new TimeSpan(hours, minutes, 0);
        return true;
    }

    private static bool SkipColon(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)':')
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<byte> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var digit = text[i] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            value = (10 * value) + digit;
        }

        text = text[count..];
        return true;
    }
}

using System.Globalization;

namespace Weathervane.Cli;

/// <summary>Moments as a command line gives them.</summary>
internal static class Moments
{
    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];

    /// <summary>Reads a date or a time; UTC where it names no offset.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    internal static DateTimeOffset Parse(string name, string text) => DateTimeOffset.TryParseExact(
        text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
        ? moment
        : throw new InputException(name, $"'{text}' is no moment.", "Write 2026-03-01, 2026-03-01T12:00Z or 2026-03-01T12:00:00+01:00; UTC where no offset is given.");
}

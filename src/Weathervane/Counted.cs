using System.Globalization;

namespace Weathervane;

/// <summary>How many of something there are, as a sentence says it.</summary>
public static class Counted
{
    /// <summary>The number with commas between thousands, and the word for so many: <c>1 run</c>, <c>3,000 runs</c>, <c>0 tries</c>.</summary>
    /// <param name="count">How many; those below 0 are many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for none and for several; left out, the word for one with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}

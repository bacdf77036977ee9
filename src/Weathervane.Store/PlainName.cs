using System.Globalization;
using System.Text;

namespace Weathervane.Store;

/// <summary>Names that look like what they are: no characters that cannot be seen, that write over others, or that turn the direction of the text.</summary>
/// <remarks>MLflow's clients may call things otherwise; such names are shown with their hidden characters spelt out.</remarks>
public static class PlainName
{
    private const int LongestShown = 60;

    /// <summary>Refuses names that hold what nobody sees, or that are a place in a path: <c>.</c> and <c>..</c>.</summary>
    /// <param name="names">What something of the caller's is to be called, each with what problems call it. Null and empty are others' business.</param>
    /// <exception cref="InputException">Some are so: all problems at once.</exception>
    public static void Check(IEnumerable<(string Where, string? Name)> names)
    {
        var problems = names.Select(n => Problem(n.Where, n.Name)).OfType<InputProblem>().ToList();
        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    /// <inheritdoc cref="Check(IEnumerable{ValueTuple{string, string}})"/>
    /// <param name="where">What a problem calls it.</param>
    /// <param name="name">The name.</param>
    public static void Check(string where, string? name) => Check([(where, name)]);

    /// <summary>A text with its hidden characters spelt out: <c>\u202E</c> for one that turns the direction. New lines stay.</summary>
    public static string Shown(string text)
    {
        if (!text.EnumerateRunes().Any(r => r.Value != '\n' && IsHidden(r)))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(rune.Value == '\n' || !IsHidden(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"));
        }

        return shown.ToString();
    }

    private static InputProblem? Problem(string where, string? name)
    {
        if (name is null)
        {
            return null;
        }

        if (name is "." or "..")
        {
            return new(where, $"'{name}' is a place in a path, and no name.", "Use a name with a letter or a digit.");
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (IsHidden(rune))
            {
                var cut = name.Length > LongestShown ? name[..LongestShown] + "..." : name;
                return new(
                    where, string.Create(CultureInfo.InvariantCulture, $"'{Shown(cut).Replace("\n", "\\u000A", StringComparison.Ordinal)}' holds the hidden character U+{rune.Value:X4}."),
                    "Use letters, digits, spaces and signs that can be seen: no control characters, none of no width, none that turn the direction of the text.");
            }
        }

        return null;
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

namespace Weathervane;

/// <summary>Finds what a mistyped name was meant to be.</summary>
public static class Spelling
{
    private const int LettersMax = 64;

    /// <summary>What to do about a name that nothing has.</summary>
    /// <param name="typed">The name as it was written.</param>
    /// <param name="known">The names that there are.</param>
    /// <returns>"Did you mean 'x'?" where a known name is close, else the list of what is known.</returns>
    public static string Remedy(string typed, IReadOnlyCollection<string> known) =>
        Closest(typed, known) is { } meant ? $"Did you mean '{meant}'?" : known.Count == 0 ? "It has none." : $"Known: {string.Join(", ", known)}.";

    /// <summary>The known name that was probably meant; null where none is close. Of equally close ones the first in ordinal order.</summary>
    /// <remarks>A third of the letters wrong is still a slip; more is another word, as is one of whose letters none is right. A dash, an underscore and a capital are no letters wrong.</remarks>
    /// <param name="typed">The name as it was written.</param>
    /// <param name="known">The names that there are.</param>
    public static string? Closest(string typed, IEnumerable<string> known)
    {
        var best = known
            .Select(name => (Name: name, Distance: Distance(Plain(typed), Plain(name))))
            .OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Min(typed.Length, best.Name.Length) / 3) && best.Distance < Plain(typed).Length ? best.Name : null;
    }

    private static string Plain(string name) =>
        string.Concat((name.Length > LettersMax ? name[..LettersMax] : name).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>Fewest insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}

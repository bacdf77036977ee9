namespace Weathervane;

/// <summary>Suggests the name that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>"Did you mean ...?" with the nearest name if one is near, then the names known.</summary>
    internal static string Suggest(string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        if (all.Count == 0)
        {
            return "It has none.";
        }

        var nearest = all.MinBy(k => Distance(name, k))!;
        // A third of the letters wrong is still a slip; more is another word.
        var near = Distance(name, nearest) <= Math.Max(2, nearest.Length / 3);
        return $"{(near ? $"Did you mean '{nearest}'? " : "")}Known: {string.Join(", ", all)}.";
    }

    /// <summary>Levenshtein's distance: letters to insert, delete or replace, upper and lower case being the same.</summary>
    internal static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}

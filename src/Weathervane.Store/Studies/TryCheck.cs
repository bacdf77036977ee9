namespace Weathervane.Store.Studies;

/// <summary>Refuses tries that nobody can have made: they are laid beside those of others, who trust their times.</summary>
internal static class TryCheck
{
    // A search keeps each of its trials as a try: as many as trials may be asked for.
    private const int MostTries = 1_000_000, MostBlocks = 64, LongestName = 2000;

    /// <exception cref="InputException">With every problem.</exception>
    internal static void Require(IReadOnlyList<KeptTry> tries)
    {
        if (tries.Count is 0 or > MostTries)
        {
            throw new InputException("tries", $"there are {tries.Count}.", $"Send 1 to {MostTries} at once.");
        }

        var problems = tries.SelectMany((t, i) => Problems(t, tries[0]).Select(p => new InputProblem($"tries[{i}]", p))).ToList();
        if (problems.Count > 0)
        {
            throw new InputException([.. problems]);
        }
    }

    private static IEnumerable<string> Problems(KeptTry tried, KeptTry first)
    {
        if ((tried.Series, tried.Label) != (first.Series, first.Label))
        {
            yield return $"is of {tried.Series} and {tried.Label}, and the first of {first.Series} and {first.Label}.";
        }

        if (new[] { tried.Series, tried.Label, tried.Name }.Any(text => text.Length is 0 or > LongestName))
        {
            yield return $"its series, label and name must have 1 to {LongestName} characters.";
        }

        if (tried.Tries is < 1 or > 1_000_000)
        {
            yield return $"stands for {tried.Tries} tries; allowed are 1 to 1000000.";
        }

        if (tried.From > tried.To)
        {
            yield return "ends before it begins.";
        }
        else if (tried.Gains is { } gains && !Fits(gains, tried))
        {
            yield return "its gains are not those of blocks of time about its bars.";
        }
    }

    /// <summary>Whether the blocks lie about the first bar: far away from it they would stretch the grid on which others' tries are laid beside them.</summary>
    private static bool Fits(TryGains gains, KeptTry tried) =>
        gains.BlockMs > 0 && gains.Sums.Count is > 0 and <= MostBlocks && gains.Rows.Count == gains.Sums.Count
        && gains.Sums.All(double.IsFinite) && gains.Rows.All(r => r >= 0)
        && gains.First - BlockOf(tried.From, gains.BlockMs) is >= -MostBlocks and <= MostBlocks;

    private static long BlockOf(DateTimeOffset time, long blockMs) => time.UtcTicks / TimeSpan.TicksPerMillisecond / blockMs;
}

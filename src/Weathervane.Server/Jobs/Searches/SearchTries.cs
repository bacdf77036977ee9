using System.Globalization;
using Weathervane.Evaluation.Inference;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>How far the best trial of a study may be luck, from what its run kept of its trials.</summary>
public static class SearchTries
{
    /// <summary>Works it out.</summary>
    /// <param name="study">The study.</param>
    /// <param name="trials">Its trials.</param>
    /// <param name="best">The best of them; null where none has a value.</param>
    /// <param name="tries">What the study's run tried.</param>
    /// <param name="isOnlyOne">Whether the run has no other study.</param>
    public static SearchLuck Luck(Study study, IReadOnlyList<Trial> trials, Trial? best, IReadOnlyList<KeptTry> tries, bool isOnlyOne)
    {
        // A trial whose maker died, or lost its lease, was made again: the same try under the same name.
        List<ScoredTry> own = [.. tries.Where(t => IsOf(study, isOnlyOne, t.Name)).GroupBy(t => t.Name).Select(g => TryRecords.Back(g.Last()))];
        var missing = trials.Count - own.Sum(t => t.Tries);
        if (missing > 0)
        {
            // Made by a program that kept no tries.
            own.Add(new ScoredTry(ScoredTry.SearchPrefix + study.Name, default, default, missing, null));
        }

        var chosen = best is null ? null : own.FirstOrDefault(t => t.Name.EndsWith(string.Create(CultureInfo.InvariantCulture, $", trial {best.Number}"), StringComparison.Ordinal));
        return SearchLuck.Of(own, chosen?.Gains, study.Seed);
    }

    private static bool IsOf(Study study, bool isOnlyOne, string name) => name.StartsWith(ScoredTry.SearchPrefix, StringComparison.Ordinal)
        && (isOnlyOne || name[ScoredTry.SearchPrefix.Length..] is var rest && (rest == study.Name || rest.StartsWith(study.Name + ", trial ", StringComparison.Ordinal)));
}

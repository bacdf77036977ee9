namespace Weathervane.Evaluation.Inference;

/// <summary>Something that was tried on some rows, so that the best score on them is the best of one more.</summary>
/// <param name="Name">What was tried: <c>lightgbm</c>.</param>
/// <param name="From">Open of the first decision bar that it was scored on, UTC.</param>
/// <param name="To">Open of the last one.</param>
/// <param name="Tries">How many it stands for; a search is many.</param>
/// <param name="Gains">Its gains by block of time; null where they were not kept: then each of its tries counts as unrelated to all others.</param>
public sealed record ScoredTry(string Name, DateTime From, DateTime To, int Tries, BlockGains? Gains)
{
    /// <summary>What the names of a search's trials start with: <c>search of lightgbm, trial 3</c>.</summary>
    public const string SearchPrefix = "search of ";

    /// <summary>Whether it was scored on times that the other was scored on, too.</summary>
    /// <param name="other">Another try on the same series.</param>
    public bool Overlaps(ScoredTry other) => From <= other.To && other.From <= To;
}

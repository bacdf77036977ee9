namespace Weathervane.Labels;

/// <summary>What a close equal to the decision bar's close is.</summary>
public enum TieRule
{
    /// <summary>Down, label 0: the market did not rise.</summary>
    Down,

    /// <summary>No label: the row is neither learnt from nor scored.</summary>
    Drop,
}

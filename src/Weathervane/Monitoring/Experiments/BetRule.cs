namespace Weathervane.Monitoring.Experiments;

/// <summary>How the gamblers of a <see cref="RunningTest"/> bet. An experiment keeps the rule that it was started with: to change it on the way would be a second chance.</summary>
public enum BetRule
{
    /// <summary>Six who stake at most what any bar can lose; the labels of a horizon of h bars are dealt to h streams, whose evidence is averaged.</summary>
    Constant = 1,

    /// <summary>Five of whom some stake more, and fold for good where the two forecasts differ by so much that one bar could ruin them; bets on overlapping labels are open side by side.</summary>
    Folding = 2,
}

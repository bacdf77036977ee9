namespace Weathervane.Learners.Trees.Forests;

/// <summary>How a forest is grown.</summary>
internal sealed record ForestPlan
{
    /// <summary>How many trees.</summary>
    internal required int Trees { get; init; }

    /// <summary>What cuts are judged by.</summary>
    internal required Criterion Criterion { get; init; }

    /// <summary>Most splits between root and leaf; 0 for no limit.</summary>
    internal required int MaxDepth { get; init; }

    /// <summary>Most leaves of a tree, which then grows best cut first; 0 for no limit.</summary>
    internal required int MaxLeaves { get; init; }

    /// <summary>Columns looked at for each split.</summary>
    internal required int FeaturesPerSplit { get; init; }

    /// <summary>Fewest different rows in a leaf.</summary>
    internal required int MinLeafRows { get; init; }

    /// <summary>A node with fewer different rows is not split.</summary>
    internal required int MinSplitRows { get; init; }

    /// <summary>A cut must lower the tree's mean impurity by this.</summary>
    internal required double MinDecrease { get; init; }

    /// <summary>Rows drawn with repetition for each tree; 0 for all rows once.</summary>
    internal required int Draws { get; init; }

    /// <summary>Whether each tree gives both classes the same total weight among the rows that it drew.</summary>
    internal required bool BalanceEachTree { get; init; }
}

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Which leaf is split next, where the number of leaves is bounded.</summary>
internal enum GrowthOrder
{
    /// <summary>The one whose split gains most: leaf-wise, loss-guided.</summary>
    BestFirst,

    /// <summary>All of one depth before any deeper one: depth-wise.</summary>
    LevelByLevel,
}

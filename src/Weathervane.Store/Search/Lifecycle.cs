namespace Weathervane.Store.Search;

/// <summary>The condition that keeps deleted rows out, or in.</summary>
internal static class Lifecycle
{
    /// <param name="view">Which rows are wanted.</param>
    /// <param name="row">The table's short name.</param>
    /// <param name="isIndexed">Whether a search may go through an index by it.</param>
    internal static string Sql(LifecycleView view, string row, bool isIndexed = true)
    {
        var condition = view switch
        {
            LifecycleView.Active => $"{row}.lifecycle_stage = 'active'",
            LifecycleView.Deleted => $"{row}.lifecycle_stage = 'deleted'",
            _ => "1 = 1",
        };
        return isIndexed ? condition : Aside(condition);
    }

    /// <summary>The same condition, by which SQLite goes through no index. PostgreSQL leaves the second part out and still knows how many rows the first one finds.</summary>
    internal static string Aside(string condition) => $"({condition} OR 1 = 0)";
}

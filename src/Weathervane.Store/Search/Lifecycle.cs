namespace Weathervane.Store.Search;

/// <summary>The condition that keeps deleted rows out, or in.</summary>
internal static class Lifecycle
{
    /// <param name="view">Which rows are wanted.</param>
    /// <param name="row">The table's short name.</param>
    /// <param name="isIndexed">Whether a search may go through an index by it.</param>
    internal static string Sql(LifecycleView view, string row, bool isIndexed = true)
    {
        var column = $"{row}.lifecycle_stage{(isIndexed ? "" : " || ''")}";
        return view switch
        {
            LifecycleView.Active => $"{column} = 'active'",
            LifecycleView.Deleted => $"{column} = 'deleted'",
            _ => "1 = 1",
        };
    }
}

namespace Weathervane.Store.Search;

/// <summary>The condition that keeps deleted rows out, or in.</summary>
internal static class Lifecycle
{
    internal static string Sql(LifecycleView view, string row) => view switch
    {
        LifecycleView.Active => $"{row}.lifecycle_stage = 'active'",
        LifecycleView.Deleted => $"{row}.lifecycle_stage = 'deleted'",
        _ => "1 = 1",
    };
}

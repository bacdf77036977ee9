namespace Weathervane.Store.Search;

/// <summary>What is searched for, in MLflow's words.</summary>
public sealed record SearchQuery
{
    /// <summary>Conditions such as <c>metrics.log_loss &lt; 0.69 AND tags.stage = 'live'</c>; empty finds everything.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Keys such as <c>metrics.log_loss ASC</c>; what has no value comes last.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>Most rows on a page.</summary>
    public int Limit { get; init => field = Check.InRange(value, 1, 200_000); } = 1000;

    /// <summary>The page before's <see cref="Page{T}.NextToken"/>; null for the first page.</summary>
    public string? PageToken { get; init; }

    /// <summary>Rows to pass over, after those of the pages before: for a table that jumps to a place.</summary>
    public int Offset { get; init => field = Check.InRange(value, 0, int.MaxValue); }

    /// <summary>What is searched in, for the page's token: a page of one search is none of another.</summary>
    internal string Within { get; init; } = "";

    /// <summary>Whether living rows, deleted rows or both are searched.</summary>
    public LifecycleView View { get; init; } = LifecycleView.Active;
}

/// <summary>Which rows a search sees.</summary>
public enum LifecycleView
{
    /// <summary>Those that were not deleted.</summary>
    Active,

    /// <summary>Those that were.</summary>
    Deleted,

    /// <summary>Both.</summary>
    All,
}

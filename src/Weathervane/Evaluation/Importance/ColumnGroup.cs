namespace Weathervane.Evaluation.Importance;

/// <summary>Columns that are looked at together.</summary>
/// <param name="Name">What the group is called: its one column's name, or that of its most central column.</param>
/// <param name="Columns">Numbers of its columns, rising; at least one.</param>
public sealed record ColumnGroup(string Name, IReadOnlyList<int> Columns)
{
    /// <summary>Every column by itself.</summary>
    /// <param name="names">[columns].</param>
    public static IReadOnlyList<ColumnGroup> Singles(IReadOnlyList<string> names) => [.. names.Select((name, column) => new ColumnGroup(name, [column]))];
}

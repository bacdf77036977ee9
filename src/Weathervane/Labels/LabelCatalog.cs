namespace Weathervane.Labels;

/// <summary>A label that a pipeline may name.</summary>
/// <param name="Summary">What it asks, in one line.</param>
/// <param name="Default">The label with all its settings at their defaults.</param>
public sealed record LabelKind(string Summary, Label Default)
{
    /// <summary>Its name in pipelines.</summary>
    public string Id => Default.Id;
}

/// <summary>Every kind of label. A new one is one file and one line here.</summary>
public static class LabelCatalog
{
    /// <summary>All kinds, the simplest first.</summary>
    public static IReadOnlyList<LabelKind> All { get; } =
    [
        new("Whether the close h bars later is higher.", new NextBarDirection()),
        new("The same, but not learnt from where the move is small.", new DeadZone()),
        new("Whether a profit-take is hit before a stop.", new TripleBarrier()),
    ];

    /// <summary>The kind of that name.</summary>
    /// <param name="id">As in <see cref="LabelKind.Id"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static LabelKind Of(string id)
    {
        Check.OneOf(id, [.. All.Select(k => k.Id)]);
        return All.First(k => k.Id == id);
    }
}

namespace Weathervane.Tuning.Pruners;

/// <summary>Every pruner. A new one is one file and one line here.</summary>
public static class PrunerCatalog
{
    /// <summary>All pruners with their settings at their defaults.</summary>
    public static IReadOnlyList<Pruner> All { get; } =
    [
        new NoPruner(),
        new MedianPruner(),
        new HalvingPruner(),
        new HyperbandPruner(),
    ];

    /// <summary>The pruner of that name.</summary>
    /// <param name="id">As in <see cref="Pruner.Id"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static Pruner Of(string id)
    {
        Check.OneOf(id, [.. All.Select(p => p.Id)]);
        return All.First(p => p.Id == id);
    }
}

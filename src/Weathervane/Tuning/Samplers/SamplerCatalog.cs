namespace Weathervane.Tuning.Samplers;

/// <summary>Every sampler. A new one is one file and one line here.</summary>
public static class SamplerCatalog
{
    /// <summary>All samplers with their settings at their defaults.</summary>
    public static IReadOnlyList<Sampler> All { get; } =
    [
        new TpeSampler(),
        new GpSampler(),
        new CmaEsSampler(),
        new SobolSampler(),
        new RandomSampler(),
        new GridSampler(),
    ];

    /// <summary>The sampler of that name.</summary>
    /// <param name="id">As in <see cref="Sampler.Id"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static Sampler Of(string id)
    {
        Check.OneOf(id, [.. All.Select(s => s.Id)]);
        return All.First(s => s.Id == id);
    }
}

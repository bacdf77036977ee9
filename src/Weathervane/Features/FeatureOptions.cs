namespace Weathervane.Features;

/// <summary>How features are computed.</summary>
public sealed record FeatureOptions
{
    /// <summary>Most threads; the numbers are the same for any.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1_024); } = 1;

    /// <summary>What happens at a hole in the bars.</summary>
    public HolePolicy Holes { get; init; } = HolePolicy.Span;

    /// <summary>Asks to stop.</summary>
    public CancellationToken Cancel { get; init; }
}

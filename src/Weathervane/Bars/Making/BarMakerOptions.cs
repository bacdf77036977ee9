namespace Weathervane.Bars.Making;

/// <summary>What bars to make.</summary>
public sealed record BarMakerOptions
{
    /// <summary>How many bars.</summary>
    public int Bars { get; init => field = Check.InRange(value, 2, 10_000_000); } = 50_000;

    /// <summary>The probability with which the next bar's direction follows the rule of <see cref="KnownTruth"/>; null for a fair coin.</summary>
    public double? Edge { get; init => field = value is null ? null : Check.InRange(value.Value, 0.5, 1.0, nameof(Edge)); }

    /// <summary>Whether calm and wild spells take turns, of 500 bars on average: in a wild one prices move four times as much and
    /// the rule is turned round. Adds the column <c>regime</c>: 0 calm, 1 wild.</summary>
    public bool Regimes { get; init; }

    /// <summary>Seed of everything random; equal options give equal bars on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>The length of a bar; longer bars move more.</summary>
    public TimeSpan Interval { get; init => field = TimeSpan.FromTicks(Check.InRange(value.Ticks, TimeSpan.TicksPerSecond, TimeSpan.FromDays(7).Ticks, nameof(Interval))); } = TimeSpan.FromHours(1);

    /// <summary>Open of the first bar, UTC.</summary>
    public DateTime Start { get; init => field = DateTime.SpecifyKind(value, DateTimeKind.Utc); } = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}

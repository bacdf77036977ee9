namespace Weathervane.Evaluation.Money;

/// <summary>How a probability becomes a position: its name and its function.</summary>
/// <param name="Id">The name in pipelines: <c>long-flat</c>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Position">From the probability of up and the threshold, both 0 to 1, to a share of the equity: -1 short to 1 long.</param>
public sealed record PositionRule(string Id, string Summary, Func<double, double, double> Position)
{
    /// <summary>All rules. A new one is one line here.</summary>
    public static IReadOnlyList<PositionRule> All { get; } =
    [
        new("long-flat", "Long above the threshold, else out of the market.", (p, at) => p > at ? 1 : 0),
        new("long-short", "Long above the threshold, else short.", (p, at) => p > at ? 1 : -1),
        new("sized", "Twice the distance from the threshold, long above and short below.", (p, at) => Math.Clamp(2 * (p - at), -1, 1)),
    ];

    /// <summary>The rule of that name.</summary>
    /// <param name="id">As in <see cref="Id"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static PositionRule Of(string id) => All.First(r => r.Id == Check.OneOf(id, [.. All.Select(a => a.Id)]));
}

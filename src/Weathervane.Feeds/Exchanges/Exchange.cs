using System.Text.Json;
using Weathervane.Bars;

namespace Weathervane.Feeds.Exchanges;

/// <summary>What is peculiar to one exchange: how its bars are asked for, read and refused, and its limits.</summary>
/// <remarks>All that exchanges have in common, such as pages, retries and what counts as closed, lies in Asking and Fetching.</remarks>
public sealed record Exchange
{
    /// <summary>What a command line calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it answers unless told otherwise.</summary>
    public required Uri Address { get; init; }

    /// <summary>A symbol as this exchange writes it, to show how.</summary>
    public required string ExampleSymbol { get; init; }

    /// <summary>The lengths of bars that it has, the shortest first.</summary>
    public required IReadOnlyList<ExchangeInterval> Intervals { get; init; }

    /// <summary>Most bars in one answer.</summary>
    public required int PageBars { get; init; }

    /// <summary>How many bars it hands out, counted back from now; null for its whole history.</summary>
    public int? NewestBars { get; init; }

    /// <summary>Whether an answer begins with the first bar at or after the start asked for, however far that is; otherwise a stretch without bars gives an empty answer.</summary>
    public bool FindsFirst { get; init; }

    /// <summary>Least time between two requests.</summary>
    public required TimeSpan Pace { get; init; }

    /// <summary>What it tells of the requests used up; null where it tells nothing.</summary>
    public RequestBudget? Budget { get; init; }

    /// <summary>Its web socket; null where bars are asked for alone.</summary>
    public ExchangeSocket? Socket { get; init; }

    /// <summary>Path and query of a page.</summary>
    public required Func<PageRequest, string> Ask { get; init; }

    /// <summary>Reads an answer; of one that is not in the exchange's format it throws what <see cref="JsonElement"/> throws.</summary>
    public required Func<JsonElement, BarPage> Read { get; init; }

    /// <summary>What an answer with this status and body refuses; null where it refuses nothing.</summary>
    public required Func<int, JsonElement?, Refusal?> Refuse { get; init; }

    /// <summary>The exchange's own word for a length of bars.</summary>
    /// <exception cref="InputException">It has no such bars; the message lists those that it has.</exception>
    public ExchangeInterval IntervalOf(TimeSpan length) => Intervals.FirstOrDefault(i => i.Length == length)
        ?? throw new InputException(
            "interval", $"{Name} has no bars of {IntervalText.Format(length)}.", $"It has {string.Join(", ", Intervals.Select(i => IntervalText.Format(i.Length)))}.");
}

/// <summary>A length of bars that an exchange has.</summary>
/// <param name="Length">The length.</param>
/// <param name="Code">The exchange's own word for it.</param>
public sealed record ExchangeInterval(TimeSpan Length, string Code);

/// <summary>One request for bars.</summary>
/// <param name="Symbol">The market, as the exchange writes it.</param>
/// <param name="Interval">The length of a bar.</param>
/// <param name="From">The open of the first bar wanted.</param>
/// <param name="Last">The latest open wanted; an exchange may give later bars as well.</param>
public sealed record PageRequest(string Symbol, ExchangeInterval Interval, DateTimeOffset From, DateTimeOffset Last);

/// <summary>One answer.</summary>
/// <param name="Bars">Bars in any order; the one that is not closed yet may be among them.</param>
/// <param name="LastClosed">The open of the last closed bar, where the exchange says so.</param>
public sealed record BarPage(IReadOnlyList<Bar> Bars, DateTime? LastClosed = null);

/// <summary>A count of used requests in an answer's header, which starts again with each minute.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="PerMinute">Where the exchange begins to refuse.</param>
public sealed record RequestBudget(string Header, int PerMinute);

/// <summary>A web socket that tells of the bars of one market.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Path">The path for a symbol and a length of bars.</param>
/// <param name="ReadClosed">The bar that a message says has closed; null for every other message.</param>
public sealed record ExchangeSocket(Uri Address, Func<string, ExchangeInterval, string> Path, Func<JsonElement, Bar?> ReadClosed);

/// <summary>What an exchange would not do.</summary>
/// <param name="Kind">What can be done about it.</param>
/// <param name="Said">The exchange's own words.</param>
/// <param name="Until">When to come again, where it says so.</param>
public sealed record Refusal(RefusalKind Kind, string Said, DateTimeOffset? Until = null);

/// <summary>What can be done about a refusal.</summary>
public enum RefusalKind
{
    /// <summary>It knows no such symbol.</summary>
    UnknownSymbol,

    /// <summary>It does not understand the request, and would not understand it later.</summary>
    Wrong,

    /// <summary>Too many requests: later it will answer.</summary>
    TooMany,

    /// <summary>It is away or overloaded: later it will answer.</summary>
    Away,
}

namespace Weathervane.Feeds.Live;

/// <summary>How a feed stands.</summary>
public sealed record FeedStatus
{
    /// <summary>What it brings: <c>binance:BTCUSDT:1h</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whether this server fetches; another one does where it is false.</summary>
    public bool Elected { get; init; }

    /// <summary>Whether bars come over the exchange's web socket just now; they are asked for otherwise.</summary>
    public bool Streaming { get; init; }

    /// <summary>The open of the newest bar; null while there is none.</summary>
    public DateTimeOffset? LastBar { get; init; }

    /// <summary>When the exchange last answered; null while it has not.</summary>
    public DateTimeOffset? LastAnswer { get; init; }

    /// <summary>How long ago the newest bar closed, at the moment of asking; null while there is none.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>What keeps bars from coming; null for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>How many bars it has added.</summary>
    public long Added { get; init; }

    /// <summary>How many bars it has corrected.</summary>
    public long Corrected { get; init; }

    /// <summary>How often the exchange could not be asked, or its web socket broke off.</summary>
    public long Failures { get; init; }
}

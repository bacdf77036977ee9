namespace Weathervane.Feeds.Asking;

/// <summary>How an exchange is asked.</summary>
public sealed record AskOptions
{
    /// <summary>Where to ask in place of the exchange's own address; null for that. Plain http only on this machine.</summary>
    /// <exception cref="InputException">The address is not https, or names a user, a query or a fragment.</exception>
    public Uri? Endpoint { get; init => field = value is null ? null : Checked(value); }

    /// <summary>How often a request that failed is tried again, after 1, 2, 4, ... and at most 60 seconds, or when the exchange says; 9 is some four minutes.</summary>
    public int Retries { get; init => field = Check.InRange(value, 0, 1000); } = 9;

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init => field = TimeSpan.FromTicks(Check.InRange(value.Ticks, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerHour, nameof(Timeout))); } = TimeSpan.FromSeconds(30);

    /// <summary>Called with a sentence before each wait for an exchange that is away or asks for patience; null for nobody.</summary>
    public Action<string>? Waiting { get; init; }

    private static Uri Checked(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri || !(endpoint.Scheme == "https" || (endpoint.Scheme == "http" && endpoint.IsLoopback)))
        {
            throw new InputException("endpoint", $"'{endpoint}' is no address to ask at.", "Use https://HOST; plain http:// only for this machine (127.0.0.1, localhost).");
        }

        return endpoint is { UserInfo: "", Query: "", Fragment: "" }
            ? endpoint
            : throw new InputException("endpoint", $"'{endpoint.Scheme}://{endpoint.Authority}' comes with more than a host and a path.", "Leave out user, query and fragment.");
    }
}

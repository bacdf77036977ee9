namespace Weathervane.Client;

/// <summary>How a server is asked.</summary>
public sealed record ClientOptions
{
    /// <summary>A key of <c>vane keys create</c>, sent as Bearer and never to another address; null where the server needs none.</summary>
    public string? Key { get; init; }

    /// <summary>Who asks, recorded by servers without keys; a key's own name counts where there are keys. Null says nothing.</summary>
    public string? User { get; init; }

    /// <summary>How long to wait until the server begins to answer; a file may then take longer. More than 0, and by default 100 s.</summary>
    public TimeSpan Timeout
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Timeout must be longer than 0.");
    } = TimeSpan.FromSeconds(100);

    /// <summary>How long a server that was there, and went away or asks to come again, is waited for in one call; a write that is sent again counts once. 0 gives up at once; by default 60 s.</summary>
    /// <remarks>A server that this client has not met yet is not waited for: its address may be wrong.</remarks>
    public TimeSpan Patience
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Patience must be 0 or longer.");
    } = TimeSpan.FromSeconds(60);
}

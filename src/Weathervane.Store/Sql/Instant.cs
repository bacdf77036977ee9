namespace Weathervane.Store.Sql;

/// <summary>Times as the tables hold them: milliseconds since 1970 in UTC.</summary>
internal static class Instant
{
    internal static long NowMs(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal static DateTimeOffset FromMs(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    internal static DateTimeOffset? FromMs(long? milliseconds) => milliseconds is { } ms ? FromMs(ms) : null;
}

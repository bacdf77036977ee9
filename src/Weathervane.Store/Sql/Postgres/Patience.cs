namespace Weathervane.Store.Sql.Postgres;

/// <summary>How long a server that went away is waited for: not at all when it was never there, and not again by each who asks once it has been away for long.</summary>
internal sealed class Patience(Outage outage, bool any)
{
    private const int FirstPauseMs = 20, LongestPauseMs = 500;
    private int _pause = FirstPauseMs;

    /// <summary>Pauses before the next attempt; false when there is to be none.</summary>
    internal bool Wait()
    {
        outage.Begin();
        if (!any || outage.IsLong)
        {
            return false;
        }

        Thread.Sleep(_pause);
        _pause = Math.Min(_pause * 2, LongestPauseMs);
        return true;
    }
}

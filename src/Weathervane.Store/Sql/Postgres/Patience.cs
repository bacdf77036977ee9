namespace Weathervane.Store.Sql.Postgres;

/// <summary>How long a server that went away is waited for: none when it was never there.</summary>
internal sealed class Patience(bool any)
{
    private const int MostMs = 30_000, FirstPauseMs = 20, LongestPauseMs = 500;
    private readonly long _end = Environment.TickCount64 + MostMs;
    private int _pause = FirstPauseMs;

    /// <summary>Pauses before the next attempt; false when there is to be none.</summary>
    internal bool Wait()
    {
        if (!any || Environment.TickCount64 >= _end)
        {
            return false;
        }

        Thread.Sleep(_pause);
        _pause = Math.Min(_pause * 2, LongestPauseMs);
        return true;
    }
}

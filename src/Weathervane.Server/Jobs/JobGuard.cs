namespace Weathervane.Server.Jobs;

/// <summary>Keeps the thread of the jobs going: what fails since the store is away, or the server stops, is tried again.</summary>
internal static class JobGuard
{
    /// <summary>Does some work; the default value where it has to wait.</summary>
    /// <param name="work">The work; a mistake of the caller's goes on to the caller.</param>
    /// <param name="waits">Told why it has to wait.</param>
    internal static T? Try<T>(Func<T> work, Action<Exception> waits)
    {
        try
        {
            return work();
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops, or another has taken over.
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or TimeoutException)
        {
            waits(failure);
        }

        return default;
    }
}

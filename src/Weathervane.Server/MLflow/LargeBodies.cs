namespace Weathervane.Server.MLflow;

/// <summary>Lets one large body at a time be taken apart and written: meanwhile it stands in memory five times or so, as it came, as text and as the database takes it.</summary>
/// <remarks>A turn begins when the body has arrived, so that nobody who sends slowly holds up others.</remarks>
internal static class LargeBodies
{
    /// <summary>Bodies of fewer bytes wait for nobody.</summary>
    internal const int Large = 8 << 20;

    // The memory is the process's, and so is the turn.
    private static readonly SemaphoreSlim Turns = new(1);

    /// <summary>Waits for a large body's turn.</summary>
    /// <param name="length">Bytes of the body.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Ends the turn when disposed of, once, after the answer; null for a body that needs none.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    internal static async Task<IDisposable?> TakeTurn(int length, CancellationToken cancel)
    {
        if (length < Large)
        {
            return null;
        }

        await Turns.WaitAsync(cancel);
        return new Turn();
    }

    private sealed class Turn : IDisposable
    {
        public void Dispose()
        {
            // The collector acts by what is allocated, and lets several such bodies pass before it does.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            Turns.Release();
        }
    }
}

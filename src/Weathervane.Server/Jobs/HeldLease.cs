using Weathervane.Store;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary>A lease that is renewed three times as often as it would run out, until it is disposed of.</summary>
internal sealed class HeldLease : IDisposable
{
    private readonly Workspace _workspace;
    private readonly TimeSpan _length;
    private readonly CancellationTokenSource _lost;
    private readonly Timer _renewing;

    private HeldLease(Workspace workspace, Lease lease, TimeSpan length, CancellationToken stop)
    {
        (_workspace, Lease, _length) = (workspace, lease, length);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // A thread of the pool does so: the work itself may keep its own thread busy for minutes.
        _renewing = new Timer(_ => RenewQuietly(), null, length / 3, length / 3);
    }

    /// <summary>Shown where a result is kept.</summary>
    internal Lease Lease { get; }

    /// <summary>Stops the work: the server stops, or another has taken over.</summary>
    internal CancellationToken Lost => _lost.Token;

    /// <summary>Takes a lease; null while another holds it.</summary>
    /// <param name="workspace">Whose.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="length">How long who says nothing keeps it.</param>
    /// <param name="stop">Stops the work under it.</param>
    internal static HeldLease? Take(Workspace workspace, string name, string owner, TimeSpan length, CancellationToken stop) =>
        workspace.Leases.Take(name, owner, length) is { } lease ? new HeldLease(workspace, lease, length, stop) : null;

    /// <summary>Whether it is still held.</summary>
    internal bool Renew() => _workspace.Leases.Renew(Lease, _length) is not null;

    /// <summary>Gives it back; others may take it at once.</summary>
    public void Dispose()
    {
        _renewing.Dispose();
        _workspace.Leases.Release(Lease);
        _lost.Dispose();
    }

    private void RenewQuietly()
    {
        try
        {
            if (!Renew())
            {
                _lost.Cancel();
            }
        }
        catch (Exception away) when (away is IOException or TimeoutException or ObjectDisposedException)
        {
            // The store is away; whether the lease is still held is asked again when a result is kept.
        }
    }
}

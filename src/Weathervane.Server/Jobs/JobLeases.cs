using Weathervane.Store;

namespace Weathervane.Server.Jobs;

/// <summary>Takes leases for the jobs of one server.</summary>
/// <param name="workspace">Whose leases.</param>
/// <param name="length">How long a server that says nothing keeps a job to itself.</param>
/// <param name="stop">The server stops.</param>
internal sealed class JobLeases(Workspace workspace, TimeSpan length, CancellationToken stop)
{
    private readonly string _owner = LeaseOwner.New();

    /// <summary>The server stops.</summary>
    internal CancellationToken Stop => stop;

    /// <summary>Takes one; null while another server holds it.</summary>
    /// <param name="name">What it is for.</param>
    internal HeldLease? Take(string name) => HeldLease.Take(workspace, name, _owner, length, stop);
}

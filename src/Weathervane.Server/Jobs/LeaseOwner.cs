namespace Weathervane.Server.Jobs;

/// <summary>What a part of a server calls itself when it takes leases.</summary>
internal static class LeaseOwner
{
    /// <summary>A name that no other part of any server has: several may run in one process.</summary>
    internal static string New() => $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
}

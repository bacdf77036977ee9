using System.Net;
using System.Net.Sockets;

namespace Weathervane.Server.Access;

/// <summary>Which addresses a server or an import may connect to when it is told to by name: none at which machines tell their secrets. Asked at every connection, so that neither a redirect nor a name that
/// changes its address gets around it.</summary>
public static class AllowedAddress
{
    // Where clouds answer their own machines' questions, beside link-local addresses.
    private static readonly HashSet<IPAddress> Metadata =
        [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("168.63.129.16"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254")];

    private static readonly byte[] Nat64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Connects to the first of a name's addresses that answers.</summary>
    /// <param name="host">The host and port to connect to.</param>
    /// <param name="local">Whether this machine itself may be asked: only where the user named it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InputException">One of the addresses is not allowed.</exception>
    public static async Task<Stream> ConnectAsync(DnsEndPoint host, bool local, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancel);
        if (addresses.FirstOrDefault(a => IsForbidden(a, local)) is { } forbidden)
        {
            throw new InputException($"{host.Host}:{host.Port}", $"leads to {forbidden}, an address that is never asked.", "Name the server itself.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is link-local, a cloud's metadata service, nobody's, or everybody's; or this machine's, unless that was named.</summary>
    public static bool IsForbidden(IPAddress address, bool local)
    {
        var plain = Unwrapped(address);
        if (Metadata.Contains(plain) || (IPAddress.IsLoopback(plain) && !local))
        {
            return true;
        }

        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.IPv6Any);
        }

        var bytes = plain.GetAddressBytes();
        return bytes is [169, 254, ..] or [0, ..] or [>= 224, ..];
    }

    // An IPv4 address can be written as an IPv6 one in several ways.
    private static IPAddress Unwrapped(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : bytes.Length == 16 && bytes.AsSpan().StartsWith(Nat64) ? new IPAddress(bytes.AsSpan(12))
            : bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }
}

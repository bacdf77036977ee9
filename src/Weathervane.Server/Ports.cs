using System.Net.Sockets;

namespace Weathervane.Server;

/// <summary>Ports that servers listen at.</summary>
public static class Ports
{
    /// <summary>Tells that a port is taken before anything long is begun for a server that would then not start. Another program may still take it meanwhile.</summary>
    /// <param name="options">Where the server will listen; port 0 is any free one.</param>
    /// <exception cref="InputException">Another program listens there.</exception>
    public static void RequireFree(ServerOptions options)
    {
        using var listener = new TcpListener(options.Address, options.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw Taken(options.Port);
        }
    }

    internal static InputException Taken(int port) => new("port", $"{port} is in use by another program.", "Choose another with --port, or 0 for a free one.");
}

using System.Net;
using System.Net.Sockets;

namespace Weathervane.Store.Tests.Sql;

/// <summary>Lines to a server through which every piece passes, or does not.</summary>
internal abstract class LineProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">The port of the server, on this machine.</param>
    protected LineProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    /// <summary>Hands a piece on.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">Whom it is for.</param>
    /// <param name="piece">What was sent.</param>
    /// <param name="up">To the server; else from it.</param>
    /// <returns>Whether the line goes on; where it does not, what is to be closed is closed.</returns>
    protected abstract Task<bool> PassAsync(TcpClient from, TcpClient to, ReadOnlyMemory<byte> piece, bool up);

    protected static void Break(TcpClient from, TcpClient to)
    {
        from.Dispose();
        to.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _server);
                _ = Task.Run(() => PumpAsync(client, server, up: true));
                _ = Task.Run(() => PumpAsync(server, client, up: false));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool up)
    {
        var buffer = new byte[65536];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                if (!await PassAsync(from, to, buffer.AsMemory(0, read), up))
                {
                    return;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side is told below.
        }

        Break(from, to);
    }
}

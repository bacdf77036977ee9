using System.Net;
using System.Net.Sockets;

namespace Weathervane.Server.Tests.Client;

/// <summary>A line to a server that loses answers: the server has done what it was asked, and the caller is never told.</summary>
internal sealed class ForgetfulProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private int _lost;

    internal ForgetfulProxy(string server)
    {
        _server = new Uri(server);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many of the next answers are lost.</summary>
    internal int Losing { get; set; }

    /// <summary>Where the next answer breaks off, in bytes; 0 for nowhere.</summary>
    internal long LosingAfter { get; set; }

    /// <summary>How many pieces of answers came from the server.</summary>
    internal int Answers { get; private set; }

    /// <summary>How many were lost, or broke off.</summary>
    internal int Lost => Volatile.Read(ref _lost);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(_server.Host, _server.Port);
                _ = Task.Run(() => PumpAsync(client, server, answers: false));
                _ = Task.Run(() => PumpAsync(server, client, answers: true));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool answers)
    {
        var buffer = new byte[65536];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                Answers += answers ? 1 : 0;
                if (answers && Losing > 0)
                {
                    Losing--;
                    Interlocked.Increment(ref _lost);
                    break;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                if (answers && LosingAfter > 0 && (LosingAfter -= read) <= 0)
                {
                    LosingAfter = 0;
                    Interlocked.Increment(ref _lost);
                    break;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side is told below.
        }

        from.Dispose();
        to.Dispose();
    }
}

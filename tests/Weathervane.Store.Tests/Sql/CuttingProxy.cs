using System.Net;
using System.Net.Sockets;

namespace Weathervane.Store.Tests.Sql;

/// <summary>A line to a server that breaks once, when told: after the server has answered a word, or before it has heard it.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private volatile byte[]? _word;
    private volatile bool _deliver;
    private long _answerBytes;

    internal CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Breaks the next line on which a word is sent.</summary>
    /// <param name="word">What to wait for.</param>
    /// <param name="deliver">Whether the server still hears it; the answer is lost in any case.</param>
    internal void Cut(string word, bool deliver) => (_deliver, _word) = (deliver, System.Text.Encoding.ASCII.GetBytes(word));

    /// <summary>Breaks the line once, after so many bytes of answers.</summary>
    internal void CutAnswerAfter(long bytes) => Interlocked.Exchange(ref _answerBytes, bytes);

    internal bool WasCut => _word is null && Interlocked.Read(ref _answerBytes) <= 0;

    public void Dispose() => _listener.Dispose();

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
                if (up && _word is { } word && buffer.AsSpan(0, read).IndexOf(word) >= 0)
                {
                    // The answer goes nowhere: the client is cut off first.
                    from.Client.Close();
                    if (_deliver)
                    {
                        await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                    }

                    to.Client.Shutdown(SocketShutdown.Send);
                    _word = null;
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                if (!up && Interlocked.Read(ref _answerBytes) > 0 && Interlocked.Add(ref _answerBytes, -read) <= 0)
                {
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

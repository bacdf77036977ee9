using System.Net.Sockets;

namespace Weathervane.Store.Tests.Sql;

/// <summary>A line to a server that breaks once, when told: after the server has answered a word, or before it has heard it.</summary>
internal sealed class CuttingProxy(int server) : LineProxy(server)
{
    private volatile byte[]? _word;
    private volatile bool _deliver;
    private long _answerBytes;

    internal bool WasCut => _word is null && Interlocked.Read(ref _answerBytes) <= 0;

    /// <summary>Breaks the next line on which a word is sent.</summary>
    /// <param name="word">What to wait for.</param>
    /// <param name="deliver">Whether the server still hears it; the answer is lost in any case.</param>
    internal void Cut(string word, bool deliver) => (_deliver, _word) = (deliver, System.Text.Encoding.ASCII.GetBytes(word));

    /// <summary>Breaks the line once, after so many bytes of answers.</summary>
    internal void CutAnswerAfter(long bytes) => Interlocked.Exchange(ref _answerBytes, bytes);

    /// <inheritdoc/>
    protected override async Task<bool> PassAsync(TcpClient from, TcpClient to, ReadOnlyMemory<byte> piece, bool up)
    {
        if (up && _word is { } word && piece.Span.IndexOf(word) >= 0)
        {
            // The answer goes nowhere: the client is cut off first.
            from.Client.Close();
            if (_deliver)
            {
                await to.GetStream().WriteAsync(piece);
            }

            to.Client.Shutdown(SocketShutdown.Send);
            _word = null;
            return false;
        }

        await to.GetStream().WriteAsync(piece);
        if (!up && Interlocked.Read(ref _answerBytes) > 0 && Interlocked.Add(ref _answerBytes, -piece.Length) <= 0)
        {
            Break(from, to);
            return false;
        }

        return true;
    }
}

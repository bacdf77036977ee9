using System.Net.WebSockets;
using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;

namespace Weathervane.Feeds.Live;

/// <summary>Reads closed bars from an exchange's web socket.</summary>
/// <param name="stream">How the exchange speaks.</param>
/// <param name="address">Where it is.</param>
/// <param name="source">Which bars.</param>
/// <param name="silence">How long a line that stands may say nothing.</param>
/// <param name="clock">Measures silence.</param>
internal sealed class BarSocket(ExchangeSocket stream, Uri address, BarSource source, TimeSpan silence, TimeProvider clock)
{
    private const int MostBytes = 64 << 10;

    /// <summary>Reads until the line breaks, or is no longer wanted.</summary>
    /// <param name="opened">Called once the line stands.</param>
    /// <param name="wanted">Asked at each message.</param>
    /// <param name="take">Takes closed bars.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="IOException">The line broke, was silent for too long, or said something else than bars.</exception>
    internal async Task ReadAsync(Action opened, Func<bool> wanted, Action<Bar> take, CancellationToken cancel)
    {
        try
        {
            using var socket = new ClientWebSocket();
            if (address.IsLoopback)
            {
                socket.Options.Proxy = null;
            }

            await WithinAsync(late => socket.ConnectAsync(new Uri(address.AbsoluteUri.TrimEnd('/') + "/" + stream.Path(source.Symbol, source.Interval)), late), cancel);
            opened();
            var buffer = new byte[MostBytes];
            while (wanted() && await MessageAsync(socket, buffer, cancel) is { Length: > 0 } message)
            {
                using var json = JsonDocument.Parse(message);
                if (stream.ReadClosed(json.RootElement) is { } bar)
                {
                    take(bar);
                }
            }
        }
        catch (Exception broken) when (broken is WebSocketException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException or OverflowException)
        {
            throw new IOException($"the web socket of {source.Exchange.Name} broke off ({broken.Message})", broken);
        }
    }

    /// <returns>Empty when the exchange has closed the line.</returns>
    private async Task<ReadOnlyMemory<byte>> MessageAsync(ClientWebSocket socket, byte[] buffer, CancellationToken cancel)
    {
        for (var length = 0; length < buffer.Length;)
        {
            var part = default(ValueWebSocketReceiveResult);
            await WithinAsync(async late => part = await socket.ReceiveAsync(buffer.AsMemory(length), late), cancel);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return default;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return buffer.AsMemory(0, length);
            }
        }

        throw new IOException($"the web socket of {source.Exchange.Name} sent more than {MostBytes} bytes at once");
    }

    private async Task WithinAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"the web socket of {source.Exchange.Name} said nothing for too long");
        }
    }
}

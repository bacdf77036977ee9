using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weathervane.Bars;

namespace Weathervane.Feeds.Tests.Replay;

/// <summary>An exchange on this machine: real bars, told in the format of one of them, with the failures that a test plans.</summary>
internal sealed class ReplayExchange : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<int, Func<HttpContext, Task<bool>>> _plans = new();
    private readonly ConcurrentDictionary<WebSocket, TaskCompletionSource> _sockets = new();
    private int _requests;

    private ReplayExchange(WebApplication app, ReplayMarket market, ReplaySpeech speech) => (_app, Market, Speech) = (app, market, speech);

    internal ReplayMarket Market { get; }

    internal ReplaySpeech Speech { get; }

    internal Uri Url => new(_app.Urls.First());

    internal int Requests => _requests;

    /// <summary>How far the exchange's own clock is ahead of the market's.</summary>
    internal TimeSpan Ahead { get; set; }

    /// <summary>Whether it is away just now.</summary>
    internal Func<bool> Down { get; set; } = () => false;

    /// <summary>Whether it refuses every machine from now on.</summary>
    internal bool RefuseAll { get; set; }

    /// <summary>Whether it opens no web socket.</summary>
    internal bool RefuseSockets { get; set; }

    /// <summary>Headers of each answer.</summary>
    internal Dictionary<string, string> Headers { get; } = [];

    internal static async Task<ReplayExchange> StartAsync(string exchange, BarSeries bars, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var replay = new ReplayExchange(app, new ReplayMarket(bars, clock), ReplaySpeech.All.Single(s => s.Name == exchange));
        app.UseWebSockets();
        app.Run(http => http.WebSockets.IsWebSocketRequest ? replay.StreamAsync(http) : replay.AnswerAsync(http));
        await app.StartAsync();
        return replay;
    }

    /// <summary>Plans what happens at a request, the first being 1.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="happens">Gives true where it has answered.</param>
    internal void At(int request, Func<HttpContext, Task<bool>> happens) => _plans[request] = happens;

    /// <summary>Tells all web sockets of a bar, in Binance's format.</summary>
    internal async Task PushAsync(Bar bar, bool closed)
    {
        var start = new DateTimeOffset(bar.Time).ToUnixTimeMilliseconds();
        var message = JsonSerializer.SerializeToUtf8Bytes(new
        {
            e = "kline", E = start, s = Speech.Symbol,
            k = new { t = start, i = "1h", o = Text(bar.Open), c = Text(bar.Close), h = Text(bar.High), l = Text(bar.Low), v = Text(bar.Volume), x = closed },
        });
        foreach (var socket in _sockets.Keys)
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None);
        }

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Breaks all web sockets off.</summary>
    internal void DropSockets()
    {
        foreach (var (socket, done) in _sockets)
        {
            socket.Abort();
            done.TrySetResult();
        }

        _sockets.Clear();
    }

    public ValueTask DisposeAsync()
    {
        DropSockets();
        return _app.DisposeAsync();
    }

    private async Task StreamAsync(HttpContext http)
    {
        if (RefuseSockets || http.Request.Path != "/ws/btcusdt@kline_1h")
        {
            http.Response.StatusCode = 503;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sockets[socket] = done;
        await done.Task;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var number = Interlocked.Increment(ref _requests);
        http.Response.Headers.Date = (Market.Clock.GetUtcNow() + Ahead).ToString("R");
        foreach (var (name, value) in Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (RefuseAll || Down())
        {
            http.Response.StatusCode = RefuseAll ? 451 : 503;
            return;
        }

        if (_plans.TryGetValue(number, out var happens) && await happens(http))
        {
            return;
        }

        (http.Response.StatusCode, var body) = Speech.Answer(http.Request, Market);
        http.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
        await http.Response.WriteAsync(body);
    }
}

/// <summary>What can go wrong with one answer.</summary>
internal static class Fault
{
    internal static Func<HttpContext, Task<bool>> Status(int status, string body = "", string? retryAfter = null) => async http =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            http.Response.Headers.RetryAfter = retryAfter;
        }

        await http.Response.WriteAsync(body);
        return true;
    };

    /// <summary>The connection is gone before the answer.</summary>
    internal static Task<bool> Drop(HttpContext http)
    {
        http.Abort();
        return Task.FromResult(true);
    }

    /// <summary>The connection is gone in the middle of the answer.</summary>
    internal static async Task<bool> Half(HttpContext http)
    {
        http.Response.ContentLength = 100_000;
        await http.Response.WriteAsync("[[1502942400000,\"4261.48");
        await http.Response.Body.FlushAsync();
        http.Abort();
        return true;
    }

    internal static Func<HttpContext, Task<bool>> Then(Action happens) => _ =>
    {
        happens();
        return Task.FromResult(false);
    };
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>A real webhook on a free port of this machine, which refuses the first few alerts.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(Dictionary<string, string>, string)> _taken = new();
    private int _refuse, _refused;

    private Receiver(WebApplication app, int refuse) => (_app, _refuse) = (app, refuse);

    internal Uri Url => new(_app.Urls.First() + "/alerts");

    internal IReadOnlyList<(Dictionary<string, string> Headers, string Body)> Taken => [.. _taken];

    internal int Refused => _refused;

    internal static async Task<Receiver> StartAsync(int refuse)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app, refuse);
        app.MapPost("/alerts", (Delegate)receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (Interlocked.Decrement(ref _refuse) >= 0)
        {
            Interlocked.Increment(ref _refused);
            return Results.StatusCode(503);
        }

        _taken.Enqueue((http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), body));
        return Results.NoContent();
    }
}

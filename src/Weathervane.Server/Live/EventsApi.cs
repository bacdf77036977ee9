using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;

namespace Weathervane.Server.Live;

/// <summary><c>/api/v1/events</c>: server-sent events of what changes.</summary>
internal sealed class EventsApi(EventFeed feed, KeyRing keys, TimeProvider clock, CancellationToken stopping)
{
    // A stream ends after the longest time, and the browser asks again: so no listener that is gone is kept for good.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5), HeartBeat = TimeSpan.FromSeconds(15), LookAtKey = TimeSpan.FromMilliseconds(500);

    internal void Map(RouteGroupBuilder api) => api.MapGet("/events", Stream).WithTags("events").WithSummary(
        "Server-sent events: 'change' with kind (run, model, study, experiment, series), id and change (created, updated); 'reload' when too much was missed.");

    private async Task Stream(HttpContext http)
    {
        var lastId = http.Request.Headers["Last-Event-ID"].ToString();
        if (feed.Listen(lastId.Length == 0 ? null : lastId) is not { } channel)
        {
            await Problem.Write(http, StatusCodes.Status503ServiceUnavailable, "TEMPORARILY_UNAVAILABLE", $"More than {EventFeed.MostListeners} listen already. Try again later.");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        end.CancelAfter(Longest);
        try
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("retry: 2000\n: listening\n\n", end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            await Copy(channel.Reader, http, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The browser left, the server stops, or the time is up.
        }
        finally
        {
            feed.Leave(channel);
        }
    }

    private async Task Copy(System.Threading.Channels.ChannelReader<FeedEvent> reader, HttpContext http, CancellationToken cancel)
    {
        var response = http.Response;
        var (told, written) = (reader.WaitToReadAsync(cancel).AsTask(), clock.GetTimestamp());
        while (true)
        {
            await Task.WhenAny(told, Task.Delay(LookAtKey, clock, cancel));
            cancel.ThrowIfCancellationRequested();
            if (!MayListen(http) || (told.IsCompleted && !await told))
            {
                return;
            }

            if (!told.IsCompleted && clock.GetElapsedTime(written) < HeartBeat)
            {
                continue;
            }

            if (!told.IsCompleted)
            {
                await response.WriteAsync(": still here\n\n", cancel);
            }

            while (reader.TryRead(out var one))
            {
                await response.WriteAsync(
                    one.Change is null ? $"id: {one.Id}\nevent: reload\ndata: {{}}\n\n" : $"id: {one.Id}\nevent: change\ndata: {JsonSerializer.Serialize(one.Change)}\n\n",
                    cancel);
            }

            await response.Body.FlushAsync(cancel);
            written = clock.GetTimestamp();
            told = told.IsCompleted ? reader.WaitToReadAsync(cancel).AsTask() : told;
        }
    }

    // A key may be revoked or expire meanwhile, and where none was needed the first may be made.
    private bool MayListen(HttpContext http)
    {
        try
        {
            return http.KeyId() is { } id ? keys.Working(id) is not null : !keys.Needed;
        }
        catch (IOException)
        {
            // Who may listen is not known while the store is away.
            return false;
        }
    }
}

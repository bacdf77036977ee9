using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;

namespace Weathervane.Server.Live;

/// <summary><c>/api/v1/events</c>: server-sent events of what changes.</summary>
internal sealed class EventsApi(EventFeed feed, TimeProvider clock, CancellationToken stopping)
{
    // A stream ends after this long, and the browser asks again: so a key that was revoked stops listening too.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5), HeartBeat = TimeSpan.FromSeconds(15);

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
            await Copy(channel.Reader, http.Response, end.Token);
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

    private async Task Copy(System.Threading.Channels.ChannelReader<FeedEvent> reader, HttpResponse response, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if (!await reader.WaitToReadAsync(cancel).AsTask().WaitAsync(HeartBeat, clock, cancel))
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", cancel);
            }

            while (reader.TryRead(out var told))
            {
                await response.WriteAsync(
                    told.Change is null ? $"id: {told.Id}\nevent: reload\ndata: {{}}\n\n" : $"id: {told.Id}\nevent: change\ndata: {JsonSerializer.Serialize(told.Change)}\n\n",
                    cancel);
            }

            await response.Body.FlushAsync(cancel);
        }
    }
}

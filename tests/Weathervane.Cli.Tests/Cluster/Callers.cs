using System.Globalization;
using System.Net.Http.Json;
using Weathervane.Bars;

namespace Weathervane.Cli.Tests.Cluster;

/// <summary>Those who use the servers meanwhile: one bar after the other is sent, and each server is asked for forecasts, in turn. Every answer that is no success is noted.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly IReadOnlyList<ServerProcess> _servers;
    private readonly string _series;
    private readonly IReadOnlyList<Bar> _bars;
    private readonly Task _work;

    /// <summary>Begins.</summary>
    /// <param name="servers">May grow meanwhile.</param>
    /// <param name="series">Where the bars go.</param>
    /// <param name="bars">What is sent, as long as they last.</param>
    internal Callers(IReadOnlyList<ServerProcess> servers, string series, IReadOnlyList<Bar> bars)
    {
        (_servers, _series, _bars) = (servers, series, bars);
        _work = Task.Run(WorkAsync);
    }

    internal int Sent { get; private set; }

    internal int Answered { get; private set; }

    internal List<string> Failures { get; } = [];

    /// <summary>Does something to a server while no request is on its way.</summary>
    internal async Task BetweenAsync(Action what)
    {
        await _asking.WaitAsync();
        try
        {
            what();
        }
        finally
        {
            _asking.Release();
        }
    }

    internal async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _http.Dispose();
        _stop.Dispose();
        _asking.Dispose();
    }

    private async Task WorkAsync()
    {
        for (var turn = 0; !_stop.IsCancellationRequested; turn++)
        {
            await BetweenAsync(() =>
            {
                var alive = _servers.Where(s => s.Answers).ToList();
                AskAsync(alive[turn % alive.Count], turn).GetAwaiter().GetResult();
            });
            await Task.Delay(100);
        }
    }

    private async Task AskAsync(ServerProcess server, int turn)
    {
        // Every fifth time a bar comes in; the hundred before the first are there already.
        var isBar = turn % 5 == 0 && Sent < _bars.Count;
        try
        {
            var answer = isBar
                ? await _http.PostAsJsonAsync(new Uri(server.Url, $"/api/v1/series/{_series}/bars"), new[] { Json(_bars[Sent]) })
                : await _http.PostAsJsonAsync(new Uri(server.Url, "/api/v1/predict"), new { series = _series });
            var said = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
            {
                Failures.Add($"{(int)answer.StatusCode}: {said}");
            }

            (Sent, Answered) = (Sent + (isBar ? 1 : 0), Answered + 1);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            Failures.Add(failure.Message);
        }
    }

    private static object Json(Bar bar) => new
    {
        time = bar.Time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), open = bar.Open, high = bar.High, low = bar.Low, close = bar.Close, volume = bar.Volume,
    };
}

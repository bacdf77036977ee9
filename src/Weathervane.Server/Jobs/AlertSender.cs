using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Access;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary>Tells drift, decay and refreshes to a webhook: each until it has arrived, in order, by one server at a time.</summary>
/// <remarks>The body is signed: <c>Vane-Signature: sha256=HEX</c> is HMAC-SHA256 over the time in <c>Vane-Timestamp</c>, a dot and the body, so that a receiver can tell
/// an alert from a forgery and from a repetition. A receiver may get an alert twice, with the same id, where a server died between sending and noting it.</remarks>
internal sealed class AlertSender : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(5), LeaseLength = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(10);

    // What happened before there was a webhook, or while the server stood still for days, is no news.
    private static readonly TimeSpan News = TimeSpan.FromDays(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _owner = LeaseOwner.New();
    private readonly Workspace _workspace;
    private readonly AlertOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly HttpClient _http;
    private readonly Task _work;

    internal AlertSender(Workspace workspace, AlertOptions options, TimeProvider clock, ILogger log)
    {
        (_workspace, _options, _clock, _log) = (workspace, options, clock, log);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = async (context, stop) => await AllowedAddress.ConnectAsync(context.DnsEndPoint, options.Webhook.IsLoopback, stop),
        })
        { Timeout = Patience };
        _work = Task.Run(WorkAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        var pause = Every;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var arrived = await SendAsync();
                pause = arrived ? Every : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                await Task.Delay(pause, _clock, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception away) when (away is IOException or InvalidDataException or TimeoutException)
            {
                pause = LongestPause / 10;
            }
        }
    }

    /// <returns>False where one did not arrive.</returns>
    private async Task<bool> SendAsync()
    {
        if (_workspace.Retraining.Untold(1).Count == 0 || _workspace.Leases.Take("alerts", _owner, LeaseLength) is not { } lease)
        {
            return true;
        }

        foreach (var happened in _workspace.Retraining.Untold())
        {
            if (_clock.GetUtcNow() - happened.At < News && await ProblemOfAsync(happened) is { } problem)
            {
                Log.AlertWaits(_log, _options.Webhook.GetLeftPart(UriPartial.Authority), problem);
                return false;
            }

            _workspace.Retraining.Told(happened.Id);
            if (_workspace.Leases.Renew(lease, LeaseLength) is null)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>Sends one; null when it arrived.</summary>
    private async Task<string?> ProblemOfAsync(SeriesEvent happened)
    {
        var body = JsonSerializer.Serialize(
            new
            {
                id = happened.Id,
                series = happened.Series,
                kind = SeriesEventWords.Of(happened.Kind),
                at = happened.At,
                model = happened.Model,
                version = happened.Version,
                text = $"{happened.Series}: {SeriesEventWords.Of(happened.Kind)}, {happened.Model}:{FormattableString.Invariant($"{happened.Version}")}. {happened.Words}",
            },
            JsonSerializerOptions.Web);
        var time = FormattableString.Invariant($"{_clock.GetUtcNow().ToUnixTimeSeconds()}");
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Webhook) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Vane-Timestamp", time);
        if (_options.Secret is { } secret)
        {
            request.Headers.Add("Vane-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"))));
        }

        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException or InputException || (failure is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            return failure.InnerException?.Message ?? failure.Message;
        }
    }
}

/// <summary>Where alerts go.</summary>
/// <param name="Webhook">An http or https address that takes a POST of JSON.</param>
/// <param name="Secret">Signs each alert; null leaves them unsigned.</param>
public sealed record AlertOptions(Uri Webhook, string? Secret);

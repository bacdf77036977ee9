using System.Globalization;
using System.Net;
using System.Text.Json;
using Polly;
using Weathervane.Feeds.Exchanges;

namespace Weathervane.Feeds.Asking;

/// <summary>Asks one exchange for pages of bars: not faster than it allows, and again when it was away.</summary>
public sealed class ExchangeClient : IDisposable
{
    private const long MostBytes = 8 << 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private readonly Exchange _exchange;
    private readonly AskOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _again;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="exchange">Whom to ask.</param>
    /// <param name="clock">Measures waits.</param>
    /// <param name="options">How to ask; null for the defaults.</param>
    public ExchangeClient(Exchange exchange, TimeProvider clock, AskOptions? options = null)
    {
        (_exchange, _clock, _options) = (exchange, clock, options ?? new AskOptions());
        var address = _options.Endpoint ?? exchange.Address;
        // A redirect could lead anywhere; an exchange that has moved is told to the user instead.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = !address.IsLoopback, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = _options.Timeout, MaxResponseContentBufferSize = MostBytes,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("vane/" + typeof(ExchangeClient).Assembly.GetName().Version!.ToString(3));
        _again = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new()
        {
            MaxRetryAttempts = Math.Max(1, _options.Retries),
            ShouldHandle = failed => ValueTask.FromResult(_options.Retries > 0 && failed.Outcome.Exception is ExchangeAwayException away && !(away.Wait > LongestWait)),
            DelayGenerator = failed => ValueTask.FromResult<TimeSpan?>(WaitAfter(failed.Outcome.Exception, failed.AttemptNumber)),
            OnRetry = failed =>
            {
                _options.Waiting?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{failed.Outcome.Exception!.Message} Asking again in {failed.RetryDelay.TotalSeconds:0} s."));
                return default;
            },
        }).Build();
    }

    /// <summary>One page of bars, with the moment at which the exchange knew them.</summary>
    /// <param name="request">Which bars.</param>
    /// <param name="cancel">Stops asking and waiting.</param>
    /// <exception cref="InputException">The exchange knows no such symbol, or does not understand the request: its own words.</exception>
    /// <exception cref="IOException">It did not answer, however often it was asked.</exception>
    internal async Task<TimedPage> PageAsync(PageRequest request, CancellationToken cancel)
    {
        try
        {
            return await _again.ExecuteAsync(async stop => await AskAsync(request, stop), cancel);
        }
        catch (ExchangeAwayException away)
        {
            throw away.Wait > LongestWait
                ? new IOException($"{away.Message} It wants to be left alone until {_clock.GetUtcNow() + away.Wait:yyyy-MM-dd HH:mm} UTC; what came before is kept. Go on then.", away)
                : new IOException($"{away.Message} What came before is kept; the same command goes on from there.", away);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static TimeSpan WaitAfter(Exception? failure, int tries) =>
        (failure as ExchangeAwayException)?.Wait ?? TimeSpan.FromSeconds(tries >= 6 ? 60 : 1 << tries);

    private async Task<TimedPage> AskAsync(PageRequest request, CancellationToken cancel)
    {
        if (_next - _clock.GetUtcNow() is var early && early > TimeSpan.Zero)
        {
            await Task.Delay(early, _clock, cancel);
        }

        try
        {
            using var response = await _http.GetAsync(new Uri(_exchange.Ask(request), UriKind.Relative), cancel);
            Slow(response);
            var body = await response.Content.ReadAsStringAsync(cancel);
            return Understand(request, response, body);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new ExchangeAwayException(FormattableString.Invariant($"{_exchange.Name} did not answer within {_options.Timeout.TotalSeconds:0.###} s."), cause: late);
        }
        catch (HttpRequestException failure)
        {
            throw new ExchangeAwayException($"{_http.BaseAddress!.Host} cannot be reached ({failure.Message.TrimEnd('.')}).", cause: failure);
        }
    }

    // Keeps the pace, and rests to the end of the minute where the exchange says that nearly all requests of it are used up.
    private void Slow(HttpResponseMessage response)
    {
        var now = _clock.GetUtcNow();
        _next = now + _exchange.Pace;
        if (_exchange.Budget is { } budget && response.Headers.TryGetValues(budget.Header, out var told)
            && int.TryParse(told.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var used) && used >= budget.PerMinute * 9 / 10)
        {
            var minute = response.Headers.Date ?? now;
            _next = now + TimeSpan.FromSeconds(60 - minute.Second);
        }
    }

    private TimedPage Understand(PageRequest request, HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        using var json = Parse(body);
        if (_exchange.Refuse(status, json?.RootElement) is { } refusal)
        {
            throw Refused(request, refusal, response);
        }

        if (status != 200 || json is null)
        {
            throw Strange(status, response);
        }

        try
        {
            return new TimedPage(_exchange.Read(json.RootElement), KnownAt(response));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new ExchangeAwayException($"{_exchange.Name} answered with something else than bars.", cause: wrong);
        }
    }

    private Exception Refused(PageRequest request, Refusal refusal, HttpResponseMessage response) => refusal.Kind switch
    {
        RefusalKind.UnknownSymbol => new InputException(
            $"{_exchange.Name} {request.Symbol}", $"the exchange says: {Short(refusal.Said)}", $"It writes symbols like {_exchange.ExampleSymbol}."),
        RefusalKind.Wrong => new InputException($"{_exchange.Name} {request.Symbol}", $"the exchange says: {Short(refusal.Said)}"),
        RefusalKind.TooMany => new ExchangeAwayException($"{_exchange.Name} asks for patience ({Short(refusal.Said)}).", Patience(response, refusal.Until)),
        _ => new ExchangeAwayException($"{_exchange.Name} is away ({Short(refusal.Said)}).", RetryAfter(response)),
    };

    private Exception Strange(int status, HttpResponseMessage response) => status switch
    {
        429 or 418 => new ExchangeAwayException($"{_exchange.Name} asks for patience (status {status}).", Patience(response, null)),
        200 => new ExchangeAwayException($"{_exchange.Name} answered with something else than bars."),
        408 or >= 500 => new ExchangeAwayException($"{_exchange.Name} is away (status {status}).", RetryAfter(response)),
        >= 300 and < 400 => new IOException($"{_exchange.Name} points elsewhere: {response.Headers.Location}. If you trust that address, name it with --endpoint."),
        401 or 403 or 451 => new IOException($"{_exchange.Name} does not serve this machine or this country (status {status}). Use another exchange, or an address of it that does with --endpoint."),
        _ => new IOException($"{_exchange.Name} refused the request (status {status})."),
    };

    // Without a word about when: a minute, since limits are counted by the minute.
    private TimeSpan Patience(HttpResponseMessage response, DateTimeOffset? until) =>
        RetryAfter(response) ?? (until is { } later && later > _clock.GetUtcNow() ? later - _clock.GetUtcNow() : TimeSpan.FromMinutes(1));

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date > _clock.GetUtcNow() ? date - _clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    // The earlier of two clocks, so that neither a fast clock here nor an answer out of a cache lets a bar pass that is not closed.
    private DateTimeOffset KnownAt(HttpResponseMessage response)
    {
        var now = _clock.GetUtcNow();
        return response.Headers.Date is { } date && date - (response.Headers.Age ?? TimeSpan.Zero) is var theirs && theirs < now ? theirs : now;
    }

    private static string Short(string said) => said.Length <= 200 ? said : said[..200] + "...";

    private static JsonDocument? Parse(string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A page, and when the exchange knew it.</summary>
/// <param name="Page">The bars.</param>
/// <param name="KnownAt">Bars that close later are not closed.</param>
internal sealed record TimedPage(BarPage Page, DateTimeOffset KnownAt);

using System.Threading.Channels;
using Weathervane.Bars;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Fetching;

namespace Weathervane.Feeds.Live;

/// <summary>Keeps a series up to date: each bar a little after its close, by web socket where the exchange has one, else by asking; what was missed in an outage when it is over.</summary>
public sealed class LiveFeed
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1), AfterRefusal = TimeSpan.FromMinutes(5), HealEvery = TimeSpan.FromDays(1);
    private readonly FeedOptions _options;
    private readonly FeedPlace _place;
    private readonly TimeProvider _clock;
    private readonly Channel<Bar> _streamed = Channel.CreateBounded<Bar>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Lock _lock = new();
    private FeedStatus _status;
    private DateTimeOffset _due, _healed, _fetched;
    private int _inVain;

    /// <summary>Does nothing yet.</summary>
    /// <param name="options">Which bars.</param>
    /// <param name="place">Where they go.</param>
    /// <param name="clock">Says when a bar has closed, and waits for it.</param>
    public LiveFeed(FeedOptions options, FeedPlace place, TimeProvider clock) =>
        (_options, _place, _clock, _status) = (options, place, clock, new FeedStatus { Source = options.Source.ToString() });

    /// <summary>The series that it brings bars into.</summary>
    public string Series => _options.Series;

    /// <summary>How it stands now.</summary>
    public FeedStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status with { LagSeconds = _status.LastBar is { } last ? (_clock.GetUtcNow() - last - Step).TotalSeconds : null };
            }
        }
    }

    private TimeSpan Step => _options.Source.Interval.Length;

    /// <summary>Works until it is stopped; an exchange that is away is waited for, however long.</summary>
    /// <param name="cancel">Stops it.</param>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var streaming = StreamAsync(stop.Token);
        using var client = new ExchangeClient(_options.Source.Exchange, _clock, new AskOptions { Endpoint = _options.Endpoint, Retries = 2 });
        try
        {
            while (true)
            {
                await LookAsync(client, cancel);
                await WaitAsync(cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            await stop.CancelAsync();
            await streaming;
        }
    }

    private async Task LookAsync(ExchangeClient client, CancellationToken cancel)
    {
        try
        {
            var elected = _place.MayFetch();
            Set(s => s with { Elected = elected });
            if (!elected)
            {
                // Whoever takes over begins with all that the other may have missed.
                (_due, _healed) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
            }
            else if (TakeStreamed() is false && _due <= _clock.GetUtcNow())
            {
                await FetchAsync(client, cancel);
                _due = Next();
            }
        }
        // A feed that ends for an error that nobody thought of would be worse than one that says it and goes on.
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            _due = _clock.GetUtcNow() + (failure is InputException ? AfterRefusal : Backoff(_inVain++));
            if (Status.Error != failure.Message)
            {
                _options.Trouble?.Invoke(failure.Message);
            }

            Set(s => s with { Error = failure.Message, Failures = s.Failures + 1 });
        }
    }

    // All holes at the start and once a day; else what is new, and the bars just before it.
    private async Task FetchAsync(ExchangeClient client, CancellationToken cancel)
    {
        var heal = _clock.GetUtcNow() - _healed >= HealEvery || Status.LastBar is null;
        var held = _place.Held(heal ? null : Status.LastBar - (BarFetch.Overlap * Step));
        var report = await BarFetch.RunAsync(client, _options.Source, new FetchRequest { Held = held.Count == 0 ? null : held, Take = Take }, _clock, cancel);
        _fetched = _clock.GetUtcNow();
        _healed = heal ? _fetched : _healed;
        _inVain = report.Added > 0 ? 0 : _inVain + 1;
        Set(s => s with
        {
            Error = null,
            LastAnswer = _clock.GetUtcNow(),
            Added = s.Added + report.Added,
            Corrected = s.Corrected + report.Corrected.Count,
            LastBar = s.LastBar ?? (held.Count == 0 ? null : new DateTimeOffset(held.Times[^1])),
        });
    }

    private void Take(IReadOnlyList<Bar> bars)
    {
        // A long fetch outlives an election.
        if (!_place.MayFetch())
        {
            throw new IOException("another server has taken over.");
        }

        _place.Take(bars);
        var newest = new DateTimeOffset(bars.Max(b => b.Time));
        Set(s => s with { LastBar = s.LastBar is { } last && last > newest ? last : newest });
    }

    /// <summary>Takes the bar that follows the last one. One that does not is asked for with those between.</summary>
    /// <returns>Whether a bar was taken.</returns>
    private bool TakeStreamed()
    {
        var taken = false;
        while (_streamed.Reader.TryRead(out var bar))
        {
            if (Status.LastBar is { } last && bar.Time == last.UtcDateTime + Step)
            {
                Take([bar]);
                Set(s => s with { Error = null, LastAnswer = _clock.GetUtcNow(), Added = s.Added + 1 });
                // Now and then it asks all the same: for corrections, and for holes.
                (_due, taken) = (_clock.GetUtcNow() - _fetched >= (BarFetch.Overlap / 2 * Step) ? DateTimeOffset.MinValue : Next(), true);
            }
            else if (Status.LastBar is not { } known || bar.Time > known.UtcDateTime)
            {
                _due = DateTimeOffset.MinValue;
            }
        }

        return taken;
    }

    // A little after the next close; sooner where the bar that has closed is not there yet, six times.
    private DateTimeOffset Next()
    {
        var now = _clock.GetUtcNow();
        if (Status.LastBar is not { } last)
        {
            return now + LongestWait;
        }

        var closes = last + (2 * Step);
        if (closes + _options.Lag > now)
        {
            _inVain = 0;
            return closes + _options.Lag;
        }

        var later = closes + (Step * (Math.Floor((now - closes) / Step) + 1)) + _options.Lag;
        return _inVain <= 6 && now + Backoff(_inVain) < later ? now + Backoff(_inVain) : later;
    }

    private static TimeSpan Backoff(int tries) => tries >= 6 ? LongestWait : TimeSpan.FromSeconds(1 << tries);

    private async Task WaitAsync(CancellationToken cancel)
    {
        var wait = _due - _clock.GetUtcNow();
        wait = !Status.Elected || wait > _options.Look ? _options.Look : wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(Task.Delay(wait, _clock, either.Token), _streamed.Reader.WaitToReadAsync(either.Token).AsTask());
        await either.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    // Whatever the web socket misses is asked for after the bar's close, so all that its failures need is another attempt.
    private async Task StreamAsync(CancellationToken cancel)
    {
        if (_options.Source.Exchange.Socket is not { } stream || (_options.StreamEndpoint ?? (_options.Endpoint is null ? stream.Address : null)) is not { } address)
        {
            return;
        }

        var socket = new BarSocket(stream, address, _options.Source, _options.Silence, _clock);
        for (var tries = 0; !cancel.IsCancellationRequested; tries++)
        {
            try
            {
                await Task.Delay(Status.Elected ? Backoff(tries) : _options.Look, _clock, cancel);
                if (Status.Elected)
                {
                    await socket.ReadAsync(
                        () =>
                        {
                            tries = 0;
                            Set(s => s with { Streaming = true });
                        },
                        () => Status.Elected,
                        bar => _streamed.Writer.TryWrite(bar),
                        cancel);
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                Set(s => s with { Failures = s.Failures + (failure is IOException ? 1 : 0) });
            }

            Set(s => s with { Streaming = false });
        }
    }

    private void Set(Func<FeedStatus, FeedStatus> change)
    {
        lock (_lock)
        {
            _status = change(_status);
        }
    }
}

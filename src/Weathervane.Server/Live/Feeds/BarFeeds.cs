using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Weathervane.Bars;
using Weathervane.Feeds.Live;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Jobs;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Live.Feeds;

/// <summary>The feeds of this server: each brings an exchange's bars into a series of the store.</summary>
internal sealed class BarFeeds : IAsyncDisposable
{
    // A server that is gone is followed within this and one look (5 s).
    private static readonly TimeSpan Elected = TimeSpan.FromSeconds(20);
    private readonly string _owner = LeaseOwner.New();
    private readonly ConcurrentDictionary<string, Lease> _leases = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Workspace _workspace;
    private readonly IReadOnlyList<FeedOptions> _options;
    private readonly StoreClock _clock;
    private List<LiveFeed> _feeds = [];
    private Task _work = Task.CompletedTask;

    /// <summary>Makes the series that are not there yet.</summary>
    /// <param name="workspace">Whose series.</param>
    /// <param name="feeds">Which bars into which series.</param>
    /// <param name="model">The model that forecasts a series that is new; null for none.</param>
    /// <param name="clock">The server's; bars close by the store's.</param>
    /// <exception cref="InputException">Two feeds name one series, or the series is there with bars of another length.</exception>
    internal BarFeeds(Workspace workspace, IReadOnlyList<FeedOptions> feeds, string? model, TimeProvider clock)
    {
        (_workspace, _options, _clock) = (workspace, feeds, new StoreClock(workspace, clock));
        if (feeds.GroupBy(f => f.Series).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputException("feed", $"{string.Join(" and ", twice.Select(f => f.Source))} both name the series {twice.Key}.", "Give each its own with @SERIES.");
        }

        try
        {
            MakeSeries(feeds, model);
        }
        catch (IOException) when (workspace.IsAway)
        {
            // They are there since before, or the feeds say that they are not.
        }
    }

    private void MakeSeries(IReadOnlyList<FeedOptions> feeds, string? model)
    {
        var recipe = new Lazy<ForecastRecipe?>(() => model is null ? null : RecipeOf(model));
        foreach (var feed in feeds)
        {
            var interval = IntervalText.Format(feed.Source.Interval.Length);
            if (_workspace.Series.List().FirstOrDefault(s => s.Name == feed.Series)?.Interval != interval)
            {
                // A series that the model reads beside its own, or of bars of another length, is not for it to forecast.
                var forecasts = recipe.Value is not { } known || (known.Interval == feed.Source.Interval.Length && !known.Joined.Any(j => j.Name == feed.Series));
                _workspace.Series.Put(feed.Series, interval, model is not null && forecasts ? [model] : []);
            }
        }
    }

    /// <summary>How a model's features come from bars; null where it is not there, which the server says itself.</summary>
    private ForecastRecipe? RecipeOf(string model)
    {
        try
        {
            return VersionFiles.Read(_workspace, _workspace.Models.Resolve(model)).Recipe;
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="worker">Woken when bars have come.</param>
    /// <param name="log">Told why no bars come.</param>
    internal void Start(ForecastWorker worker, ILogger log)
    {
        _feeds = [.. _options.Select(feed => new LiveFeed(
            feed with { Trouble = said => Log.FeedWaits(log, feed.Series, feed.Source.ToString(), said) },
            new FeedPlace(
                from => _workspace.Series.Bars(feed.Series, from),
                bars =>
                {
                    _workspace.Series.Take(feed.Series, bars);
                    worker.Wake();
                },
                () => MayFetch(feed.Series)),
            _clock))];
        _work = Task.WhenAll(_feeds.Select(f => Task.Run(() => f.RunAsync(_stop.Token))));
    }

    /// <summary>How the feed of a series stands; null where this server has none.</summary>
    internal FeedStatus? Of(string series) => _feeds.FirstOrDefault(f => f.Series == series)?.Status;

    /// <summary>In Prometheus' text format; empty without feeds.</summary>
    internal string Text()
    {
        var all = _feeds.Select(f => (f.Series, f.Status)).ToList();
        var text = new StringBuilder();
        Gauge("vane_feed_up", "Whether the exchange answered when it was last asked.", s => s.LastAnswer is null ? null : s.Error is null ? 1 : 0);
        Gauge("vane_feed_elected", "Whether this server fetches.", s => s.Elected ? 1 : 0);
        Gauge("vane_feed_streaming", "Whether bars come over a web socket.", s => s.Streaming ? 1 : 0);
        Gauge("vane_feed_last_bar_seconds", "Open of the newest bar, in seconds since 1970.", s => s.LastBar?.ToUnixTimeSeconds());
        Gauge("vane_feed_lag_seconds", "Time since the newest bar closed.", s => s.LagSeconds);
        Gauge("vane_feed_bars_total", "Bars that were added.", s => s.Added, "counter");
        Gauge("vane_feed_corrections_total", "Bars that were corrected.", s => s.Corrected, "counter");
        Gauge("vane_feed_failures_total", "Times that the exchange could not be asked.", s => s.Failures, "counter");
        return text.ToString();

        void Gauge(string name, string help, Func<FeedStatus, double?> value, string type = "gauge") =>
            GaugeText.Append(text, name, help, [.. all.Select(f => ($"series=\"{f.Series}\",exchange=\"{f.Status.Source.Split(':')[0]}\"", value(f.Status)))], type);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        foreach (var lease in _leases.Values)
        {
            try
            {
                _workspace.Leases.Release(lease);
            }
            catch (Exception failure) when (failure is IOException or TimeoutException)
            {
                // The store is away: the others wait until the lease has run out.
            }
        }
    }

    // One server of all that share the store fetches for a series.
    private bool MayFetch(string series)
    {
        if (_workspace.Leases.Take($"feed/{series}", _owner, Elected) is { } lease)
        {
            _clock.Look();
            _leases[series] = lease;
            return true;
        }

        _leases.TryRemove(series, out _);
        return false;
    }
}

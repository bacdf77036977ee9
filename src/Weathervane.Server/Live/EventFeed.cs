using System.Threading.Channels;
using Weathervane.Store;

namespace Weathervane.Server.Live;

/// <summary>Tells every listener what changed in the store, looked at once a second while anyone listens.</summary>
/// <remarks>Each listener has a queue of bounded length; one that falls behind, or comes back after more was told than is remembered, is told to
/// read everything again.</remarks>
internal sealed class EventFeed(Workspace workspace, TimeProvider clock) : IDisposable
{
    internal const int Remembered = 256, MostListeners = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // Tells the numbers of this process from those of another, or of the same before a restart.
    private readonly string _epoch = Guid.NewGuid().ToString("N")[..8];
    private readonly Queue<FeedEvent> _last = new();
    private readonly List<Channel<FeedEvent>> _listeners = [];
    private readonly Lock _lock = new();
    private readonly Lock _looking = new();
    private StoreWatch _watch = new(workspace);
    private ITimer? _timer;
    private long _number;

    /// <summary>Begins to listen.</summary>
    /// <param name="lastId">The id of the last event that the listener knows; null for a new one.</param>
    /// <returns>null when there are too many listeners.</returns>
    internal Channel<FeedEvent>? Listen(string? lastId)
    {
        lock (_lock)
        {
            if (_listeners.Count >= MostListeners)
            {
                return null;
            }

            var channel = Channel.CreateBounded<FeedEvent>(new BoundedChannelOptions(Remembered) { SingleReader = true });
            foreach (var missed in Missed(lastId))
            {
                channel.Writer.TryWrite(missed);
            }

            _listeners.Add(channel);
            if (_timer is null)
            {
                _watch = new StoreWatch(workspace);
                _timer = clock.CreateTimer(_ => Look(), null, TimeSpan.Zero, Every);
            }

            return channel;
        }
    }

    /// <summary>Ends listening; without listeners nobody looks.</summary>
    internal void Leave(Channel<FeedEvent> channel)
    {
        lock (_lock)
        {
            _listeners.Remove(channel);
            if (_listeners.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
                // What happens unwatched cannot be told afterwards: whoever comes back reads everything again.
                _last.Clear();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _listeners.ForEach(l => l.Writer.TryComplete());
        }
    }

    private void Look()
    {
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            Tell(_watch.Look());
        }
        catch (Exception away) when (away is IOException or ObjectDisposedException or InvalidDataException)
        {
            // The store is away for a moment, or the server stops: the next look tells more.
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void Tell(IReadOnlyList<Change> changes)
    {
        lock (_lock)
        {
            foreach (var change in changes)
            {
                var told = new FeedEvent($"{_epoch}-{++_number}", change);
                _last.Enqueue(told);
                if (_last.Count > Remembered)
                {
                    _last.Dequeue();
                }

                foreach (var listener in _listeners.Where(l => !l.Writer.TryWrite(told)))
                {
                    // It is told everything anew when it comes back, which browsers do by themselves.
                    listener.Writer.TryComplete();
                }
            }
        }
    }

    private IEnumerable<FeedEvent> Missed(string? lastId)
    {
        if (lastId is null)
        {
            return [];
        }

        if (lastId == $"{_epoch}-{_number}" && _timer is not null)
        {
            return [];
        }

        var known = _last.ToList();
        var place = known.FindIndex(e => e.Id == lastId);
        return place < 0 ? [new FeedEvent($"{_epoch}-{_number}", null)] : known.Skip(place + 1);
    }
}

/// <summary>One message of the feed.</summary>
/// <param name="Id">What a listener gives back as Last-Event-ID.</param>
/// <param name="Change">What changed; null asks the listener to read everything again.</param>
internal sealed record FeedEvent(string Id, Change? Change);

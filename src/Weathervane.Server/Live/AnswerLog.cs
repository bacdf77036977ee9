using System.Collections.Concurrent;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live;

/// <summary>Collects answers and stores them a few times a second: each is durable within a second, and no request waits for it.</summary>
internal sealed class AnswerLog : IDisposable
{
    private const int MostWaiting = 1_000_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentQueue<Answer> _waiting = new();
    private readonly ForecastStore _store;
    private readonly ITimer _timer;
    private readonly Lock _writing = new();

    internal AnswerLog(ForecastStore store, TimeProvider clock)
    {
        _store = store;
        _timer = clock.CreateTimer(_ => Write(), null, Every, Every);
    }

    internal void Add(Answer answer)
    {
        // A store that is away for long must not take the memory of a server that goes on answering.
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(answer);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Write();
    }

    private void Write()
    {
        lock (_writing)
        {
            var answers = new List<Answer>(_waiting.Count);
            while (_waiting.TryDequeue(out var answer))
            {
                answers.Add(answer);
            }

            try
            {
                _store.Log(answers);
            }
            catch (IOException)
            {
                answers.ForEach(_waiting.Enqueue);
            }
            catch (ObjectDisposedException)
            {
                // The workspace was closed before the server: what it took is stored, what came later was never promised.
            }
        }
    }
}

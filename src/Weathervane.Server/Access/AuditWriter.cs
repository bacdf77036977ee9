using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>Collects audit entries and stores them a few times a second, so that no request waits for them.</summary>
internal sealed class AuditWriter : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentQueue<AuditEntry> _waiting = new();
    private readonly AuditLog _log;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _writing = new();

    internal AuditWriter(AuditLog log, TimeProvider clock)
    {
        (_log, _clock) = (log, clock);
        _timer = clock.CreateTimer(_ => Write(), null, Every, Every);
    }

    internal void Add(HttpContext http) => _waiting.Enqueue(new AuditEntry(
        _clock.GetUtcNow(), http.Caller(), http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Method, http.Request.Path.ToString(), http.Response.StatusCode));

    public void Dispose()
    {
        _timer.Dispose();
        Write();
    }

    private void Write()
    {
        lock (_writing)
        {
            var entries = new List<AuditEntry>();
            while (_waiting.TryDequeue(out var entry))
            {
                entries.Add(entry);
            }

            if (entries.Count == 0)
            {
                return;
            }

            try
            {
                _log.Add(entries);
            }
            catch (IOException)
            {
                // The store is away for a moment: they wait for the next turn.
                entries.ForEach(_waiting.Enqueue);
            }
        }
    }
}

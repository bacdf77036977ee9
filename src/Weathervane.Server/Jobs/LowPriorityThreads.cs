using System.Collections.Concurrent;

namespace Weathervane.Server.Jobs;

/// <summary>Threads that let all others of the process go first. What runs here keeps its parallel work here, too.</summary>
/// <remarks>On Linux a thread is born with the niceness of the one that starts it, and nothing may raise it again. A thread of low priority that gives the pool work may make the pool grow by threads
/// that answer requests later: so only what is worked out runs here, and whatever asks the store or the network stays outside.</remarks>
internal sealed class LowPriorityThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static LowPriorityThreads? _ofThisThread;

    private readonly BlockingCollection<Task> _waiting = [];
    private readonly Thread[] _threads;

    /// <summary>Starts them.</summary>
    /// <param name="count">How many.</param>
    internal LowPriorityThreads(int count)
    {
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = FormattableString.Invariant($"vane work {i + 1}") };
            _threads[i].Start();
        }
    }

    /// <summary>How many there are: what a job asks for as its threads.</summary>
    internal int Count => _threads.Length;

    public override int MaximumConcurrencyLevel => Count;

    /// <summary>Works something out here, while the caller waits; what it throws is thrown to the caller.</summary>
    internal T Run<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).GetAwaiter().GetResult();

    /// <summary>Lets them end; what still runs is waited for.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _waiting.Dispose();
    }

    protected override void QueueTask(Task task) => _waiting.Add(task);

    // One of these threads that waits for work does it, so that all of them may wait and none stands still. Work that was done like this is passed over when its turn comes.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _ofThisThread == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _waiting];

    private void Work()
    {
        LowPriority.OfThisThread();
        _ofThisThread = this;
        foreach (var task in _waiting.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Weathervane.Evaluation.Leaks;
using Weathervane.Features;
using Weathervane.Server.Jobs;
using Weathervane.Server.Tests.Live;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>Work that lets all else go first, by what Linux says of the threads that do it.</summary>
public sealed class LowPriorityThreadsTests
{
    private const int Lowest = 19;

    public LowPriorityThreadsTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");

    [Fact]
    public void What_runs_on_them_keeps_the_librarys_parallel_work_on_them()
    {
        using var threads = new LowPriorityThreads(3);
        var seen = new ConcurrentDictionary<int, int>();
        var own = Current();
        var options = new LeakOptions { Threads = 3 };
        var report = threads.Run(() => LeakProver.Prove(Program, new ProbeBars(TrainedModel.Bars.Slice(0, 200)), options));
        Assert.Empty(report.Findings);
        Assert.Equal(3, seen.Count);
        Assert.All(seen, thread => Assert.Equal(Math.Min(own.Niceness + 10, Lowest), thread.Value));
        Assert.DoesNotContain(own.Id, seen.Keys);
        Assert.Equal(own, Current());

        BarFeatures Program(ProbeBars bars, CancellationToken cancel)
        {
            var (id, niceness) = Current();
            seen[id] = niceness;
            // On a busy machine the third thread comes late: the others leave it something to do.
            SpinWait.SpinUntil(() => seen.Count == 3, 1000);
            return new BarFeatures(new FeatureMatrix(["nothing"], new double[bars.Own.Count], bars.Own.Count));
        }
    }

    [Fact]
    public void Work_that_waits_for_more_work_than_there_are_threads_ends()
    {
        using var threads = new LowPriorityThreads(2);
        var sum = threads.Run(() => Nested(4));
        Assert.Equal(81, sum);

        // Each piece waits for three smaller ones.
        static int Nested(int depth) => depth == 0
            ? 1
            : Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => Nested(depth - 1), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current)).ToList().Sum(t => t.Result);
    }

    [Fact]
    public void What_fails_on_them_fails_for_who_waits()
    {
        using var threads = new LowPriorityThreads(1);
        Assert.Equal("no such thing", Assert.Throws<InputException>(() => threads.Run<int>(() => throw new InputException("here", "no such thing"))).Problems[0].What);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => threads.Run(() => Throws(stopped.Token)));

        static int Throws(CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            return 0;
        }
    }

    [Fact]
    public void A_thread_that_lets_others_go_first_already_is_never_raised()
    {
        var seen = new List<int>();
        var thread = new Thread(() =>
        {
            for (var i = 0; i < 3; i++)
            {
                seen.Add(Current().Niceness);
                LowPriority.OfThisThread();
            }
        });
        thread.Start();
        thread.Join();
        Assert.Equal([seen[0], Math.Min(seen[0] + 10, Lowest), Math.Min(seen[0] + 20, Lowest)], seen);
    }

    private static (int Id, int Niceness) Current()
    {
        // "ID (NAME) STATE ...": the niceness is the 17th word after the name, which may hold anything.
        var text = File.ReadAllText("/proc/thread-self/stat");
        var words = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (int.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture), int.Parse(words[16], CultureInfo.InvariantCulture));
    }
}

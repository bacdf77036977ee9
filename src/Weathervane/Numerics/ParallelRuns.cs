using System.Runtime.ExceptionServices;

namespace Weathervane.Numerics;

/// <summary>Independent pieces of work on several threads: those of the task scheduler that the caller runs on, so that a program may keep all of its work here on threads of its own.</summary>
internal static class ParallelRuns
{
    /// <summary>For a parallel loop.</summary>
    /// <param name="atOnce">Most pieces at the same time; -1 for as many as the scheduler has threads.</param>
    /// <param name="cancel">Stops the loop.</param>
    internal static ParallelOptions Options(int atOnce, CancellationToken cancel = default) =>
        new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel, TaskScheduler = TaskScheduler.Current };

    /// <summary>Begins one piece; whoever waits for it does it where no thread has begun it yet.</summary>
    internal static Task<T> Start<T>(Func<T> piece) => Task.Factory.StartNew(piece, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);

    /// <summary>Runs all pieces, and then throws the error of the first that failed, whichever failed first in time.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="atOnce">Most at the same time.</param>
    /// <param name="run">Runs the piece of this number.</param>
    internal static void Run(int pieces, int atOnce, Action<int> run)
    {
        var errors = new ExceptionDispatchInfo?[pieces];
        Parallel.For(0, pieces, Options(atOnce), piece =>
        {
            try
            {
                run(piece);
            }
            catch (Exception error)
            {
                errors[piece] = ExceptionDispatchInfo.Capture(error);
            }
        });
        errors.FirstOrDefault(e => e is not null)?.Throw();
    }
}

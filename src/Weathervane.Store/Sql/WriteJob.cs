using System.Data.Common;

namespace Weathervane.Store.Sql;

/// <summary>A write that somebody waits for.</summary>
internal abstract class WriteJob
{
    /// <summary>What it threw; null when it did not.</summary>
    internal Exception? Failure { get; private protected set; }

    /// <summary>Runs it, and keeps what it returned or threw until the commit.</summary>
    internal abstract void Run(DbConnection connection);

    /// <summary>Tells the caller what came of it.</summary>
    /// <param name="translate">From the database's words to ours.</param>
    internal abstract void Tell(Func<Exception, Exception> translate);

    /// <summary>Tells the caller that nothing was written.</summary>
    internal void Fail(Exception failure)
    {
        Failure = failure;
        Tell(f => f);
    }

    /// <summary>Runs jobs in the transaction that is open. Of several, one that fails is undone alone.</summary>
    /// <param name="connection">The writer.</param>
    /// <param name="jobs">One or more.</param>
    /// <param name="lost">Whether a failure took the whole transaction with it.</param>
    /// <returns>Whether there is something to commit; else everything is to be rolled back.</returns>
    internal static bool RunAll(DbConnection connection, IReadOnlyList<WriteJob> jobs, Func<Exception, bool> lost)
    {
        var alone = jobs.Count == 1;
        foreach (var job in jobs)
        {
            if (!alone)
            {
                PlainSql.Run(connection, "SAVEPOINT job");
            }

            job.Run(connection);
            if (job.Failure is { } failure && lost(failure))
            {
                throw failure;
            }

            if (!alone)
            {
                PlainSql.Run(connection, job.Failure is null ? "RELEASE job" : "ROLLBACK TO job");
            }
        }

        return !alone || jobs[0].Failure is null;
    }
}

/// <summary>A write with its result.</summary>
internal sealed class WriteJob<T>(Func<DbConnection, T> write) : WriteJob
{
    // A caller's continuation must not run on the writer's thread: it could write, and wait for itself.
    private readonly TaskCompletionSource<T> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    internal Task<T> Told => _told.Task;

    internal override void Run(DbConnection connection)
    {
        Failure = null;
        try
        {
            _result = write(connection);
        }
        catch (Exception failure)
        {
            Failure = failure;
        }
    }

    internal override void Tell(Func<Exception, Exception> translate)
    {
        if (Failure is { } failure)
        {
            _told.TrySetException(translate(failure));
        }
        else
        {
            _told.TrySetResult(_result);
        }
    }
}

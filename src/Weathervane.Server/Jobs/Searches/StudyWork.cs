using Weathervane.Pipelines.Running;
using Weathervane.Store;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>Makes trials of the searches that servers were asked for, each under a lease. Which may be made follows from those that are kept, so the
/// study is the same whoever makes them.</summary>
internal sealed class StudyWork(Workspace workspace, JobLeases leases, LowPriorityThreads threads, TimeProvider clock)
{
    // Rows of a search, which take seconds to make, for as many searches as are open at once.
    private const int SearchesHeld = 4;
    private readonly Dictionary<long, HeldSearch> _held = [];

    /// <summary>Makes one trial that nobody else makes.</summary>
    /// <returns>False where there is none to make.</returns>
    internal bool DoOne()
    {
        var jobs = workspace.StudyJobs.Open();
        foreach (var gone in _held.Keys.Except(jobs.Select(j => j.StudyId)).ToList())
        {
            _held.Remove(gone);
        }

        return jobs.Any(TryOne);
    }

    private bool TryOne(StudyJob job)
    {
        try
        {
            var held = SearchOf(job);
            var search = held.Search;
            Learn(job, search);
            if (search.Study.End is not null)
            {
                workspace.StudyJobs.End(job.StudyId, JobOutcome.Done);
                return false;
            }

            foreach (var number in search.Study.Startable)
            {
                using var lease = leases.Take(StudyJobStore.LeaseOf(job.StudyId, number));
                if (lease is null)
                {
                    continue;
                }

                // Asked again: another server may have made it just before the lease came free.
                Learn(job, search);
                if (search.Study.Startable.Contains(number))
                {
                    var begin = clock.GetTimestamp();
                    var trial = threads.Run(() => search.Study.Try(number, search.Objective, lease.Lost));
                    trial = trial with { Seconds = clock.GetElapsedTime(begin).TotalSeconds };
                    // First: whoever loses the lease now has tried all the same, and what another then makes again is the same try.
                    workspace.Tries.Keep([TryRecords.Of(search.TryOf(trial), held.RunId, held.Loaded.Inputs.Bars.Name, TryRecords.LabelOf(held.Loaded.Pipeline))]);
                    workspace.StudyJobs.Finish(job.StudyId, StudyRecords.Of(trial), lease.Lease);
                }

                return true;
            }
        }
        catch (InputException wrong)
        {
            workspace.StudyJobs.End(job.StudyId, JobOutcome.Failed, wrong.Message);
        }

        return false;
    }

    private void Learn(StudyJob job, OpenSearch search) =>
        search.Study.Learn([.. workspace.Studies.Trials(job.StudyId).Select(t => StudyRecords.Back(t, search.Start.Options.Space))]);

    private HeldSearch SearchOf(StudyJob job)
    {
        if (_held.TryGetValue(job.StudyId, out var held) && held.Trials == job.Trials)
        {
            return held;
        }

        var run = workspace.Runs.Get(workspace.Studies.Get(FormattableString.Invariant($"{job.StudyId}")).Study.RunId);
        var files = SearchFiles.Read(workspace, run);
        var loaded = threads.Run(() => files.Load(threads.Count, leases.Stop));
        // More trials than the pipeline says may have been asked for since.
        loaded = loaded with { Pipeline = loaded.Pipeline with { Tuning = loaded.Pipeline.Tuning with { Trials = job.Trials } } };
        if (_held.Count >= SearchesHeld)
        {
            _held.Clear();
        }

        return _held[job.StudyId] = new HeldSearch(job.Trials, run.Id, loaded, threads.Run(() => loaded.Open(job.Learner)));
    }

    /// <summary>A search whose rows are at hand.</summary>
    private sealed record HeldSearch(int Trials, string RunId, LoadedSearch Loaded, OpenSearch Search);
}

using Dapper;
using Weathervane.Store.Retraining;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Studies;

/// <summary>Studies whose trials the servers of a store make, each trial under a lease of its own.</summary>
public sealed class StudyJobStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal StudyJobStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>The lease under which a trial is made.</summary>
    /// <param name="studyId">The study's number.</param>
    /// <param name="number">The trial's.</param>
    public static string LeaseOf(long studyId, int number) => FormattableString.Invariant($"trial/{studyId}/{number}");

    /// <summary>Asks the servers for trials; of a study that they were asked for before, for as many as are wanted now.</summary>
    /// <param name="studyId">The study's number.</param>
    /// <param name="learner">Which learner of the pipeline is searched.</param>
    /// <param name="trials">How many trials the study is to have.</param>
    /// <param name="by">Who asks.</param>
    public void Ask(long studyId, string learner, int trials, string by) => _database.Write(c =>
    {
        c.Execute(
            """
            INSERT INTO study_jobs (study_id, learner, trials, asked_ms, asked_by) VALUES (@studyId, @learner, @trials, @now, @by)
            ON CONFLICT (study_id) DO UPDATE SET trials = @trials, asked_ms = @now, asked_by = @by, ended_ms = NULL, outcome = NULL, words = NULL
            """,
            new { studyId, learner, trials = Check.InRange(trials, 1, 1_000_000), now = _database.NowMs(c, _clock), by });
        c.Execute("UPDATE runs SET status = @status, end_ms = NULL WHERE run_id = (SELECT run_id FROM studies WHERE study_id = @studyId)", new { status = RunStore.NameOf(RunStatus.Running), studyId });
    });

    /// <summary>The jobs that have not ended, the oldest first.</summary>
    public IReadOnlyList<StudyJob> Open() => _database.Read(c =>
        (IReadOnlyList<StudyJob>)[.. c.Query<StudyJobRow>("SELECT * FROM study_jobs WHERE ended_ms IS NULL ORDER BY asked_ms, study_id").Select(r => r.ToJob())]);

    /// <summary>The job of a study; null where no servers were asked for it.</summary>
    /// <param name="studyId">The study's number.</param>
    public StudyJob? Of(long studyId) => _database.Read(c => c.QueryFirstOrDefault<StudyJobRow>("SELECT * FROM study_jobs WHERE study_id = @studyId", new { studyId }))?.ToJob();

    /// <summary>Ends a job with its run, once, however many servers see that it is over.</summary>
    /// <param name="studyId">The study's number.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="words">Why it failed, or who stopped it.</param>
    /// <returns>False where it had ended before, or there is none.</returns>
    public bool End(long studyId, JobOutcome outcome, string? words = null) => _database.Write(c =>
    {
        var now = _database.NowMs(c, _clock);
        var ended = c.Execute(
            "UPDATE study_jobs SET ended_ms = @now, outcome = @outcome, words = @words WHERE study_id = @studyId AND ended_ms IS NULL",
            new { now, outcome = outcome.ToString().ToLowerInvariant(), words, studyId }) == 1;
        if (ended)
        {
            var status = outcome switch { JobOutcome.Done => RunStatus.Finished, JobOutcome.Stopped => RunStatus.Killed, _ => RunStatus.Failed };
            c.Execute(
                "UPDATE runs SET status = @status, end_ms = @now WHERE run_id = (SELECT run_id FROM studies WHERE study_id = @studyId)",
                new { status = RunStore.NameOf(status), now = _clock.NowMs(), studyId });
        }

        return ended;
    });

    /// <summary>Adds a trial that was made under a lease, which is given back with it.</summary>
    /// <param name="studyId">The study's number.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="lease">Shown as proof that no other server has begun it anew.</param>
    /// <returns>False where another has: nothing was kept.</returns>
    /// <exception cref="InputException">There is no such study, or it has a trial of this number.</exception>
    public bool Finish(long studyId, Trial trial, Lease lease) => _database.Write(c =>
    {
        if (!LeaseStore.IsHeld(c, lease))
        {
            return false;
        }

        StudyStore.Add(c, studyId, trial, _clock.NowMs());
        // The trial itself keeps others out from now on, and a study of thousands leaves no leases behind.
        LeaseStore.Remove(c, lease);
        return true;
    });
}

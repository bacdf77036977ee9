using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Weathervane.Numerics;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Studies;

/// <summary>Searches with every trial that was really run, so that a score can be judged by how many it was picked from.</summary>
public sealed class StudyStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal StudyStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Starts a study.</summary>
    /// <returns>Its number, under which trials are added.</returns>
    /// <exception cref="InputException">The run is not in this workspace, or the name holds what nobody sees.</exception>
    public long Create(Study study)
    {
        PlainName.Check("name", study.Name);
        return _database.Write(c => Insert(c, study));
    }

    private long Insert(DbConnection c, Study study)
    {
        RunReader.Get(c, study.RunId);
        var id = Counter.Next(c, "study");
        c.Execute(
            """
            INSERT INTO studies (study_id, run_id, name, sampler, seed, metric, better, space, pruner, width, task, created_ms)
            VALUES (@id, @RunId, @Name, @Sampler, @seed, @Metric, @better, @Space, @Pruner, @Width, @Task, @now)
            """,
            new
            {
                id, study.RunId, study.Name, study.Sampler, seed = study.Seed.ToString(CultureInfo.InvariantCulture), study.Metric,
                better = study.HigherIsBetter ? "higher" : "lower", study.Space, study.Pruner, study.Width, study.Task, now = _clock.NowMs(),
            });
        return id;
    }

    /// <summary>Adds a trial that ended. A trial stays as it was first written.</summary>
    /// <exception cref="InputException">There is no such study, or it has a trial of this number.</exception>
    public void AddTrial(long studyId, Trial trial) => _database.Write(c =>
    {
        Add(c, studyId, trial, _clock.NowMs());
    });

    internal static void Add(DbConnection c, long studyId, Trial trial, long now)
    {
        if (c.ExecuteScalar<long>("SELECT count(*) FROM studies WHERE study_id = @studyId", new { studyId }) == 0)
        {
            throw new InputException($"study {studyId}", "there is no such study.");
        }

        var added = c.Execute(
            """
            INSERT INTO trials (study_id, number, state, parameters, value, standard_error, message, fold_values, reports, seconds, ended_ms)
            VALUES (@studyId, @Number, @state, @parameters, @value, @error, @Message, @folds, @reports, @seconds, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                studyId, trial.Number, state = trial.State.ToString().ToUpperInvariant(), parameters = JsonSerializer.Serialize(trial.Parameters),
                value = Known(trial.Value), error = Known(trial.StandardError), trial.Message, folds = JsonSerializer.Serialize(trial.FoldValues, JsonNumbers.Named),
                reports = JsonSerializer.Serialize(trial.Reports, JsonNumbers.Named), seconds = Known(trial.Seconds), now,
            });
        if (added == 0)
        {
            throw new InputException($"study {studyId}", $"it has a trial {trial.Number} already.", "Trials are never overwritten.");
        }
    }

    /// <summary>The studies of a run with their numbers, in the order they were started.</summary>
    public IReadOnlyList<(long Id, Study Study)> OfRun(string runId) =>
        _database.Read(c => Rows(c, "WHERE s.run_id = @runId ORDER BY s.study_id", new { runId }).Select(k => (k.Id, k.Study)).ToList());

    /// <summary>The newest studies, the newest first.</summary>
    /// <param name="limit">Most studies, 1 to 100,000.</param>
    public IReadOnlyList<KeptStudy> List(int limit = 100) => _database.Read(c => Rows(
        c, "ORDER BY s.study_id DESC LIMIT @limit", new { limit = Check.InRange(limit, 1, 100_000) }));

    /// <summary>The newest study of a name; null where there is none.</summary>
    public KeptStudy? Newest(string name) => _database.Read(c => Rows(c, "WHERE s.name = @name ORDER BY s.study_id DESC LIMIT 1", new { name }).FirstOrDefault());

    /// <summary>A study by its number, or the newest of a name.</summary>
    /// <exception cref="InputException">There is no such study.</exception>
    public KeptStudy Get(string nameOrNumber) => Newest(nameOrNumber)
        ?? (long.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? _database.Read(c => Rows(c, "WHERE s.study_id = @id", new { id }).FirstOrDefault())
            : null)
        ?? throw new InputException($"study {nameOrNumber}", "there is no such study in this workspace.", "'vane studies list' shows them.") { Kind = InputKind.NotFound };

    /// <summary>The trials of a study, by number.</summary>
    public IReadOnlyList<Trial> Trials(long studyId) => _database.Read(c => c
        .Query<TrialRow>(
            "SELECT number, state, parameters, value, standard_error, message, fold_values, reports, seconds, ended_ms FROM trials WHERE study_id = @studyId ORDER BY number",
            new { studyId })
        .Select(r => new Trial(
            (int)r.Number, Enum.Parse<TrialState>(r.State, ignoreCase: true), JsonSerializer.Deserialize<Dictionary<string, string>>(r.Parameters)!,
            r.Value, r.StandardError, r.Message)
        {
            FoldValues = JsonSerializer.Deserialize<double[]>(r.FoldValues, JsonNumbers.Named)!,
            Reports = JsonSerializer.Deserialize<StepValue[]>(r.Reports, JsonNumbers.Named)!,
            Seconds = r.Seconds,
            Ended = Instant.FromMs(r.EndedMs),
        })
        .ToList());

    private static List<KeptStudy> Rows(DbConnection connection, string which, object parameters) =>
    [
        .. connection.Query<StudyRow>(
            $"""
            SELECT s.*, job.study_id AS job_id, job.learner, job.trials, job.asked_ms, job.asked_by, job.ended_ms, job.outcome, job.words,
                   (SELECT count(*) FROM trials t WHERE t.study_id = s.study_id) AS kept_trials,
                   best.number AS best_number, best.value AS best_value, best.standard_error AS best_error, best.parameters AS best_parameters
            FROM studies s LEFT JOIN study_jobs job ON job.study_id = s.study_id
            LEFT JOIN trials best ON best.study_id = s.study_id AND best.number = CASE s.better WHEN 'higher' THEN ({BestOf("DESC")}) ELSE ({BestOf("ASC")}) END
            {which}
            """,
            parameters)
        .Select(r => new KeptStudy(
            r.StudyId,
            new Study(r.RunId, r.Name, r.Sampler, ulong.Parse(r.Seed, CultureInfo.InvariantCulture), r.Metric, r.Better == "higher", r.Space)
            {
                Pruner = r.Pruner, Width = (int)r.Width, Task = r.Task,
            },
            Instant.FromMs(r.CreatedMs))
        {
            Job = r.JobId is null ? null : r.ToJob(),
            Trials = (int)r.KeptTrials,
            Best = r.BestNumber is { } number
                ? new BestTrial((int)number, r.BestValue, r.BestError, JsonSerializer.Deserialize<Dictionary<string, string>>(r.BestParameters)!)
                : null,
        }),
    ];

    // One step into an index of complete trials by value: a list of a hundred studies would else read all that their trials say.
    private static string BestOf(string order) =>
        $"SELECT t.number FROM trials t WHERE t.study_id = s.study_id AND t.state = 'COMPLETE' AND t.value IS NOT NULL ORDER BY t.value {order}, t.number LIMIT 1";

    private static double? Known(double? value) => value is { } number && double.IsNaN(number) ? null : value;

    private sealed record StudyRow : StudyJobRow
    {
        public long? JobId { get; init; }

        public string RunId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Sampler { get; init; } = "";

        public string Seed { get; init; } = "";

        public string Metric { get; init; } = "";

        public string Better { get; init; } = "";

        public string Space { get; init; } = "";

        public string Pruner { get; init; } = "";

        public long Width { get; init; }

        public string Task { get; init; } = "";

        public long CreatedMs { get; init; }

        public long KeptTrials { get; init; }

        public long? BestNumber { get; init; }

        public double BestValue { get; init; }

        public double? BestError { get; init; }

        public string BestParameters { get; init; } = "";
    }

    private sealed record TrialRow
    {
        public long Number { get; init; }

        public string State { get; init; } = "";

        public string Parameters { get; init; } = "";

        public double? Value { get; init; }

        public double? StandardError { get; init; }

        public string? Message { get; init; }

        public string FoldValues { get; init; } = "";

        public string Reports { get; init; } = "";

        public double? Seconds { get; init; }

        public long EndedMs { get; init; }
    }
}

using System.Globalization;
using System.Text.Json;
using Dapper;
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
    /// <exception cref="InputException">The run is not in this workspace.</exception>
    public long Create(Study study) => _database.Write(c =>
    {
        RunReader.Get(c, study.RunId);
        var id = Counter.Next(c, "study");
        c.Execute(
            """
            INSERT INTO studies (study_id, run_id, name, sampler, seed, metric, better, space, created_ms)
            VALUES (@id, @RunId, @Name, @Sampler, @seed, @Metric, @better, @Space, @now)
            """,
            new
            {
                id, study.RunId, study.Name, study.Sampler, seed = study.Seed.ToString(CultureInfo.InvariantCulture),
                study.Metric, better = study.HigherIsBetter ? "higher" : "lower", study.Space, now = _clock.NowMs(),
            });
        return id;
    });

    /// <summary>Adds a trial that ended. A trial stays as it was first written.</summary>
    /// <exception cref="InputException">There is no such study, or it has a trial of this number.</exception>
    public void AddTrial(long studyId, Trial trial) => _database.Write(c =>
    {
        if (c.ExecuteScalar<long>("SELECT count(*) FROM studies WHERE study_id = @studyId", new { studyId }) == 0)
        {
            throw new InputException($"study {studyId}", "there is no such study.");
        }

        var added = c.Execute(
            """
            INSERT INTO trials (study_id, number, state, parameters, value, standard_error, message, ended_ms)
            VALUES (@studyId, @Number, @state, @parameters, @value, @error, @Message, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                studyId, trial.Number, state = trial.State.ToString().ToUpperInvariant(), parameters = JsonSerializer.Serialize(trial.Parameters),
                value = Known(trial.Value), error = Known(trial.StandardError), trial.Message, now = _clock.NowMs(),
            });
        if (added == 0)
        {
            throw new InputException($"study {studyId}", $"it has a trial {trial.Number} already.", "Trials are never overwritten.");
        }
    });

    /// <summary>The studies of a run with their numbers, in the order they were started.</summary>
    public IReadOnlyList<(long Id, Study Study)> OfRun(string runId) => _database.Read(c => c
        .Query<(long Id, string Name, string Sampler, string Seed, string Metric, string Better, string Space)>(
            "SELECT study_id, name, sampler, seed, metric, better, space FROM studies WHERE run_id = @runId ORDER BY study_id", new { runId })
        .Select(r => (r.Id, new Study(
            runId, r.Name, r.Sampler, ulong.Parse(r.Seed, CultureInfo.InvariantCulture), r.Metric, r.Better == "higher", r.Space)))
        .ToList());

    /// <summary>The trials of a study, by number.</summary>
    public IReadOnlyList<Trial> Trials(long studyId) => _database.Read(c => c
        .Query<TrialRow>(
            "SELECT number, state, parameters, value, standard_error, message FROM trials WHERE study_id = @studyId ORDER BY number", new { studyId })
        .Select(r => new Trial(
            (int)r.Number, Enum.Parse<TrialState>(r.State, ignoreCase: true), JsonSerializer.Deserialize<Dictionary<string, string>>(r.Parameters)!,
            r.Value, r.StandardError, r.Message))
        .ToList());

    private static double? Known(double? value) => value is { } number && double.IsNaN(number) ? null : value;

    private sealed record TrialRow
    {
        public long Number { get; init; }

        public string State { get; init; } = "";

        public string Parameters { get; init; } = "";

        public double? Value { get; init; }

        public double? StandardError { get; init; }

        public string? Message { get; init; }
    }
}

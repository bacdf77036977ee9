using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Runs;

/// <summary>Runs with their metrics, parameters and tags. What a call returned from is on the disk.</summary>
public sealed class RunStore
{
    private const int LongestKey = 250;
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal RunStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Starts a run, and its experiment if there is none of that name.</summary>
    public Run Create(NewRun run)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return _database.Write(c =>
        {
            var now = _clock.NowMs();
            var experiment = Experiments.Ensure(c, run.Experiment, now);
            c.Execute(
                """
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri, lifecycle_stage)
                VALUES (@id, @experiment, @Name, @User, 'RUNNING', @now, @uri, 'active')
                """,
                new { id, experiment, run.Name, run.User, now, uri = $"{ArtifactStore.Scheme}{experiment}/{id}/artifacts" });
            SetTags(c, id, run.Tags);
            SetTags(c, id, new Dictionary<string, string> { ["mlflow.runName"] = run.Name, ["mlflow.user"] = run.User });
            return RunReader.Get(c, id);
        });
    }

    /// <summary>Adds metrics, parameters and tags to a run in one transaction.</summary>
    /// <exception cref="InputException">There is no such run, it was deleted, a key is too long, or a parameter would change; nothing was added.</exception>
    public void Log(string runId, RunLog log)
    {
        CheckKeys(log.Metrics.Select(m => m.Key).Concat(log.Params.Keys).Concat(log.Tags.Keys));
        _database.Write(c =>
        {
            RequireActive(c, runId);
            MetricRows.Append(c, runId, log.Metrics, _clock.NowMs());
            AddParams(c, runId, log.Params);
            SetTags(c, runId, log.Tags);
        });
    }

    /// <summary>Adds one value of one metric.</summary>
    /// <inheritdoc cref="Log"/>
    public void LogMetric(string runId, string key, double value, long step = 0) => Log(runId, new RunLog { Metrics = [new(key, value, step)] });

    /// <summary>Adds values of several metrics at one step.</summary>
    /// <inheritdoc cref="Log"/>
    public void LogMetrics(string runId, IReadOnlyDictionary<string, double> values, long step = 0) =>
        Log(runId, new RunLog { Metrics = [.. values.Select(v => new MetricPoint(v.Key, v.Value, step))] });

    /// <summary>Adds parameters.</summary>
    /// <inheritdoc cref="Log"/>
    public void LogParams(string runId, IReadOnlyDictionary<string, string> values) => Log(runId, new RunLog { Params = values });

    /// <summary>Sets tags.</summary>
    /// <inheritdoc cref="Log"/>
    public void SetTags(string runId, IReadOnlyDictionary<string, string> values) => Log(runId, new RunLog { Tags = values });

    /// <summary>Ends a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="status">Finished, failed, or killed by its user.</param>
    /// <exception cref="InputException">There is no such run, or it was deleted.</exception>
    public void Finish(string runId, RunStatus status) => _database.Write(c =>
    {
        RequireActive(c, runId);
        c.Execute("UPDATE runs SET status = @status, end_ms = @now WHERE run_id = @runId", new { status = NameOf(status), now = _clock.NowMs(), runId });
    });

    /// <summary>One run, deleted or not.</summary>
    /// <param name="id">Its id, or the first digits of it (at least 4) where no other run begins so.</param>
    /// <exception cref="InputException">No run, or more than one, has that id.</exception>
    public Run Get(string id) => _database.Read(c => RunReader.Get(c, RunReader.FullId(c, id)));

    /// <summary>Runs, the newest first.</summary>
    public IReadOnlyList<Run> List(RunQuery? query = null) => _database.Read(c => RunReader.List(c, query ?? new RunQuery()));

    /// <summary>Every value ever logged of one metric, by step, then time, then value.</summary>
    public IReadOnlyList<MetricPoint> History(string runId, string key) => _database.Read(c => MetricRows.History(c, runId, key));

    /// <summary>Marks a run as deleted; nothing of it is lost.</summary>
    /// <exception cref="InputException">There is no such run, or it was deleted before.</exception>
    public void Delete(string runId) => _database.Write(c =>
    {
        RequireActive(c, runId);
        c.Execute("UPDATE runs SET lifecycle_stage = 'deleted', deleted_ms = @now WHERE run_id = @runId", new { now = _clock.NowMs(), runId });
    });

    internal static string NameOf(RunStatus status) => status.ToString().ToUpperInvariant();

    private static void RequireActive(DbConnection connection, string runId)
    {
        var stage = connection.ExecuteScalar<string?>("SELECT lifecycle_stage FROM runs WHERE run_id = @runId", new { runId })
            ?? throw RunReader.Unknown(runId);
        if (stage != "active")
        {
            throw new InputException($"run {runId}", "it was deleted, and takes nothing more.", "Start a new run.");
        }
    }

    private static void CheckKeys(IEnumerable<string> keys)
    {
        var wrong = keys.Where(k => k.Length is 0 or > LongestKey).Select(k => new InputProblem(
            "key", $"'{(k.Length > 40 ? k[..40] + "..." : k)}' has {k.Length} characters.", $"1 to {LongestKey} are allowed.")).ToList();
        if (wrong.Count > 0)
        {
            throw new InputException(wrong);
        }
    }

    private static void AddParams(DbConnection connection, string runId, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        connection.Execute(
            "INSERT INTO params (run_id, key, value) VALUES (@runId, @Key, @Value) ON CONFLICT DO NOTHING",
            values.Select(v => new { runId, v.Key, v.Value }));
        var changed = connection.Query<(string Key, string Value)>("SELECT key, value FROM params WHERE run_id = @runId", new { runId })
            .Where(p => values.TryGetValue(p.Key, out var value) && value != p.Value)
            .Select(p => new InputProblem(
                $"run {runId}", $"parameter '{p.Key}' is '{p.Value}' and cannot become '{values[p.Key]}'.", "A run's parameters stay; start a new run."))
            .ToList();
        if (changed.Count > 0)
        {
            throw new InputException(changed);
        }
    }

    private static void SetTags(DbConnection connection, string runId, IReadOnlyDictionary<string, string> values) => connection.Execute(
        "INSERT INTO tags (run_id, key, value) VALUES (@runId, @Key, @Value) ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value",
        values.Select(v => new { runId, v.Key, v.Value }));
}

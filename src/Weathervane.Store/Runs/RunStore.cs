using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Weathervane.Store.Experiments;
using Weathervane.Store.LoggedModels;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Runs;

/// <summary>Runs with their metrics, parameters and tags. What a call returned from is on the disk.</summary>
public sealed class RunStore
{
    private const string NameTag = "mlflow.runName";
    private readonly Database _database;
    private readonly TimeProvider _clock;

    // An answer holds some six times the bytes of its values: as they came, as texts of two bytes a letter, and as JSON in a buffer that grows.
    private readonly LargeValues _large = new(64 << 20, TimeSpan.FromSeconds(30));

    internal RunStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Starts a run, and its experiment if there is none of that name.</summary>
    /// <exception cref="InputException">A name is longer than 500 characters, a tag's key longer than 250 or empty, or the experiment of that number is not there or deleted.</exception>
    public Run Create(NewRun run)
    {
        CheckNames(("run name", run.Name), ("experiment name", run.Experiment), ("user", run.User));
        CheckKeys(run.Tags.Keys);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return _database.Write(c =>
        {
            var now = _clock.NowMs();
            var (experiment, name, location) = run.ExperimentId is { } given ? ExperimentRows.RequireActive(c, given) : ExperimentRows.Ensure(c, run.Experiment, now);
            var (start, uri) = (run.Start?.ToUnixTimeMilliseconds() ?? now, $"{location}/{id}/artifacts");
            c.Execute(
                """
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri, lifecycle_stage)
                VALUES (@id, @experiment, @Name, @User, 'RUNNING', @start, @uri, 'active')
                """,
                new { id, experiment, run.Name, run.User, start, uri });
            var tags = new SortedDictionary<string, string>(run.Tags.ToDictionary(), StringComparer.Ordinal) { [NameTag] = run.Name };
            SetTags(c, id, tags);
            return new Run
            {
                Id = id,
                Name = run.Name,
                Experiment = name,
                ExperimentId = experiment,
                User = run.User,
                Status = RunStatus.Running,
                Start = Instant.FromMs(start),
                ArtifactUri = uri,
                LatestMetrics = [],
                Params = new Dictionary<string, string>(),
                Tags = tags,
            };
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

    /// <summary>Changes what a run is known by; what is null stays.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="status">How far it has come.</param>
    /// <param name="end">When it ended.</param>
    /// <param name="name">What people call it; also its tag <c>mlflow.runName</c>.</param>
    /// <exception cref="InputException">There is no such run, it was deleted, or the name is longer than 500 characters.</exception>
    public Run Update(string runId, RunStatus? status = null, DateTimeOffset? end = null, string? name = null) => _database.Write(c =>
    {
        CheckNames(("run name", name ?? ""));
        RequireActive(c, runId);
        c.Execute(
            "UPDATE runs SET status = coalesce(@status, status), end_ms = coalesce(@end, end_ms), name = coalesce(@name, name) WHERE run_id = @runId",
            new { status = status is { } s ? NameOf(s) : null, end = end?.ToUnixTimeMilliseconds(), name, runId });
        if (name is not null)
        {
            SetTags(c, runId, new Dictionary<string, string> { [NameTag] = name });
        }

        return RunReader.Get(c, runId);
    });

    /// <summary>Makes a tag's new value from its old one, with no other writer in between.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The tag.</param>
    /// <param name="change">From the old value, null where there is none, to the new one.</param>
    /// <exception cref="InputException">There is no such run, or it was deleted.</exception>
    public void ChangeTag(string runId, string key, Func<string?, string> change) => _database.Write(c =>
    {
        RequireActive(c, runId);
        var old = c.ExecuteScalar<string?>("SELECT value FROM tags WHERE run_id = @runId AND key = @key", new { runId, key });
        SetTags(c, runId, new Dictionary<string, string> { [key] = change(old) });
    });

    /// <summary>Takes a tag away.</summary>
    /// <exception cref="InputException">There is no such run or tag, or the run was deleted.</exception>
    public void DeleteTag(string runId, string key) => _database.Write(c =>
    {
        RequireActive(c, runId);
        if (c.Execute("DELETE FROM tags WHERE run_id = @runId AND key = @key", new { runId, key }) == 0)
        {
            throw new InputException($"run {runId}", $"it has no tag '{key}'.") { Kind = InputKind.NotFound };
        }
    });

    /// <summary>Adds data and logged models that a run read or made.</summary>
    /// <exception cref="InputException">There is no such run or model, or the run was deleted.</exception>
    public void LogInputs(string runId, IReadOnlyCollection<DatasetInput> datasets, IReadOnlyCollection<RunModel> models) => _database.Write(c =>
    {
        RequireActive(c, runId);
        foreach (var dataset in datasets)
        {
            RunInputs.AddDataset(c, runId, dataset);
        }

        foreach (var model in models)
        {
            LoggedModelRows.Require(c, model.ModelId);
            RunInputs.AddModel(c, runId, model);
        }
    });

    /// <summary>Runs by a filter, with all their values.</summary>
    /// <param name="query">What is searched for.</param>
    /// <param name="experiments">Only in these; null is all. One that is not there has no runs.</param>
    /// <param name="scope">Whoever waits for it; null for one who always does, and whose memory is not counted.</param>
    /// <returns>A page that may end early where values are very large: <see cref="Page{T}.NextToken"/> goes on.</returns>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    /// <exception cref="IOException">Others read so many large values that there was no room for these.</exception>
    public Page<Run> Search(SearchQuery query, IReadOnlyCollection<long>? experiments = null, ReadScope? scope = null) =>
        _database.ReadUntil(c => RunReader.Search(c, experiments, query, Room(scope)), GoneOf(scope));

    /// <summary>How many runs a search finds on all its pages.</summary>
    /// <exception cref="InputException">The filter cannot be read.</exception>
    public long Count(SearchQuery query, IReadOnlyCollection<long>? experiments = null, ReadScope? scope = null) =>
        _database.ReadUntil(c => RunReader.Count(c, experiments, query), GoneOf(scope));

    /// <summary>One run, deleted or not.</summary>
    /// <param name="id">Its id, or the first digits of it (at least 4) where no other run begins so.</param>
    /// <param name="scope">Whoever waits for it, as for <see cref="Search"/>.</param>
    /// <exception cref="InputException">No run, or more than one, has that id.</exception>
    public Run Get(string id, ReadScope? scope = null) => _database.ReadUntil(c => RunReader.Get(c, RunReader.FullId(c, id), Room(scope)), GoneOf(scope));

    /// <summary>One run by its whole id, deleted or not.</summary>
    /// <exception cref="InputException">No run has that id.</exception>
    public Run GetExactly(string id, ReadScope? scope = null) => _database.ReadUntil(c => RunReader.Get(c, id, Room(scope)), GoneOf(scope));

    /// <summary>Runs, the newest first.</summary>
    public IReadOnlyList<Run> List(RunQuery? query = null, ReadScope? scope = null) => _database.ReadUntil(c => RunReader.List(c, query ?? new RunQuery(), Room(scope)), GoneOf(scope));

    /// <summary>Every value ever logged of one metric, by step, then time, then value.</summary>
    public IReadOnlyList<MetricPoint> History(string runId, string key) => _database.Read(c => MetricRows.History(c, runId, key));

    /// <summary>A part of a metric's history, by step, then time, then value.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    /// <param name="limit">Most values to return.</param>
    /// <param name="pageToken">The part before's token; null for the first.</param>
    public Page<MetricPoint> HistoryPage(string runId, string key, int limit, string? pageToken)
    {
        var query = new SearchQuery { Limit = limit, PageToken = pageToken, Within = $"values of {runId} {key}" };
        return Page<MetricPoint>.Of(_database.Read(c => MetricRows.History(c, runId, key, PageToken.Read(query), limit + 1L)), query);
    }

    /// <summary>Brings a deleted run back.</summary>
    /// <exception cref="InputException">There is no such run.</exception>
    public void Restore(string runId) => _database.Write(c =>
    {
        if (c.Execute("UPDATE runs SET lifecycle_stage = 'active', deleted_ms = NULL WHERE run_id = @runId", new { runId }) == 0)
        {
            throw RunReader.Unknown(runId);
        }
    });

    /// <summary>Marks a run as deleted; nothing of it is lost.</summary>
    /// <exception cref="InputException">There is no such run, or it was deleted before.</exception>
    public void Delete(string runId) => _database.Write(c =>
    {
        RequireActive(c, runId);
        c.Execute("UPDATE runs SET lifecycle_stage = 'deleted', deleted_ms = @now WHERE run_id = @runId", new { now = _clock.NowMs(), runId });
    });

    private Action<long>? Room(ReadScope? scope) => scope is null ? null : bytes => scope.Take(_large, bytes);

    private static CancellationToken GoneOf(ReadScope? scope) => scope?.Cancel ?? default;

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

    private static void CheckNames(params ReadOnlySpan<(string Where, string Name)> names)
    {
        List<InputProblem> wrong = [];
        foreach (var (where, name) in names)
        {
            if (name.Length > NameLengths.Name)
            {
                wrong.Add(new(where, $"'{name[..40]}...' has {name.Length} characters.", $"At most {NameLengths.Name} are allowed."));
            }
        }

        if (wrong.Count > 0)
        {
            throw new InputException(wrong);
        }
    }

    private static void CheckKeys(IEnumerable<string> keys)
    {
        var wrong = keys.Where(k => k.Length is 0 or > NameLengths.Key).Select(k => new InputProblem(
            "key", $"'{(k.Length > 40 ? k[..40] + "..." : k)}' has {k.Length} characters.", $"1 to {NameLengths.Key} are allowed.")).ToList();
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

        var added = ManyRows.Insert(connection, "params (run_id, key, value)", [.. values.Select(v => new object?[] { runId, v.Key, v.Value })], "ON CONFLICT DO NOTHING");
        if (added == values.Count)
        {
            return;
        }

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

    private static void SetTags(DbConnection connection, string runId, IReadOnlyDictionary<string, string> values) => ManyRows.Insert(
        connection,
        "tags (run_id, key, value)",
        [.. values.Select(v => new object?[] { runId, v.Key, v.Value })],
        "ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value");
}

using System.Data.Common;
using Dapper;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Runs;

/// <summary>Reads runs with all their values in a fixed number of queries.</summary>
internal static class RunReader
{
    private const int ShortestPrefix = 4, IdLength = 32;

    // SQLite takes at most 32,766 values in one statement.
    private const int Chunk = 1000;

    /// <param name="connection">Reads.</param>
    /// <param name="id">The whole id.</param>
    /// <param name="room">Waits for room for so many bytes of values; null asks for none.</param>
    internal static Run Get(DbConnection connection, string id, Action<long>? room = null) =>
        All(connection, Rows(connection, "r.run_id = @id", new { id }), room).FirstOrDefault() ?? throw Unknown(id);

    internal static IReadOnlyList<Run> List(DbConnection connection, RunQuery query, Action<long>? room) => All(
        connection,
        Rows(
            connection,
            // Only what is asked for: an index is not seen behind a condition that may not count.
            $"""
        {(query.Deleted ? "1 = 1" : "r.lifecycle_stage = 'active'")}{(query.Experiment is null ? "" : " AND e.name = @Experiment")}{(query.Status is null ? "" : " AND r.status = @Status")}
        ORDER BY r.start_ms DESC, r.run_id LIMIT @Limit
        """,
        new { query.Experiment, Status = query.Status is { } s ? RunStore.NameOf(s) : null, query.Limit }),
        room);

    internal static Page<Run> Search(DbConnection connection, IReadOnlyCollection<long>? experiments, SearchQuery query, Action<long>? room)
    {
        query = query with { Within = experiments is null ? "runs" : $"runs of {SearchSql.Listed(experiments.Distinct().Order())}" };
        var search = new SearchSql(Schemas.Runs, connection);
        var found = search.Of(query);
        var within = Within(connection, search, experiments, query);
        var rows = search.InOrder is { } ordered
            ? InOrder(connection, search, ordered, within)
            : Rows(connection, $"{within} AND {found}", search.Parameters);
        if (search.InOrder is { IsWhole: false } && rows.Count <= query.Limit)
        {
            var sorting = SearchSql.Sorting(Schemas.Runs, connection);
            found = sorting.Of(query);
            rows = !sorting.StartsFromFew && Walked(connection, experiments, query) is { } walked
                ? walked
                : Rows(connection, $"{Within(connection, sorting, experiments, query)} AND {found}", sorting.Parameters);
        }

        var (isLast, page) = (rows.Count <= query.Limit, rows.Take(query.Limit).ToList());
        if (room is not null && Sizes(connection, page) is var sizes && sizes.Sum() > LargeValues.Small)
        {
            var (whole, bytes) = (0, 0L);
            while (whole < page.Count && (whole == 0 || bytes + sizes[whole] <= LargeValues.PageMost))
            {
                bytes += sizes[whole++];
            }

            (isLast, page) = (isLast && whole == page.Count, page[..whole]);
            room(bytes);
        }

        return new Page<Run>(Fill(connection, page), isLast ? null : PageToken.Of(PageToken.Read(query) + query.Offset + page.Count, query));
    }

    /// <summary>A page by the walk through all rows; null where that is no way to it, or comes to none.</summary>
    private static List<RunRow>? Walked(DbConnection connection, IReadOnlyCollection<long>? experiments, SearchQuery query)
    {
        if (SearchSql.Walking(Schemas.Runs, connection, query) is not { } walk)
        {
            return null;
        }

        walk.Of(query);
        if (walk.InOrder is not { } ordered)
        {
            return null;
        }

        var rows = InOrder(connection, walk, ordered, Within(connection, walk, experiments, query));
        return ordered.IsWhole || rows.Count > query.Limit ? rows : null;
    }

    internal static long Count(DbConnection connection, IReadOnlyCollection<long>? experiments, SearchQuery query)
    {
        var search = new SearchSql(Schemas.Runs, connection);
        var passing = search.Passing(query.Filter);
        return connection.ExecuteScalar<long>($"SELECT count(*) FROM runs r WHERE {Within(connection, search, experiments, query)} AND {passing}", search.Parameters);
    }

    private static string Within(DbConnection connection, SearchSql search, IReadOnlyCollection<long>? experiments, SearchQuery query)
    {
        // SQLite would go through all runs by time, and look each up in the short list.
        var listed = experiments is null ? null : search.OneOf("r.experiment_id", experiments, connection);
        var experiment = listed is null ? "1 = 1" : search.StartsFromFew ? Lifecycle.Aside(listed) : listed;
        return $"{experiment} AND {Lifecycle.Sql(query.View, "r", isIndexed: !search.StartsFromFew)}";
    }

    internal static string FullId(DbConnection connection, string id)
    {
        if (id.Length >= IdLength || id.Length < ShortestPrefix)
        {
            return id;
        }

        var found = connection.Query<string>(
            "SELECT run_id FROM runs WHERE run_id >= @id AND substr(run_id, 1, @length) = @id ORDER BY run_id LIMIT 3",
            new { id, length = id.Length }).ToList();
        return found.Count > 1
            ? throw new InputException($"run {id}", $"more than one run begins so: {string.Join(", ", found)}.", "Give more digits.")
            : found.FirstOrDefault() ?? throw Unknown(id);
    }

    internal static InputException Unknown(string id) =>
        new($"run {id}", "there is no such run.", "'vane runs list' shows those that there are.") { Kind = InputKind.NotFound };

    // CROSS JOIN keeps SQLite to the order of the tables, and with it to the order of their index.
    private static List<RunRow> InOrder(DbConnection connection, SearchSql search, (string Rows, string Condition, bool IsWhole) ordered, string within) =>
        Rows(connection, $"{within} AND {ordered.Condition}", search.Parameters, $"{ordered.Rows} CROSS JOIN runs r");

    private static List<RunRow> Rows(DbConnection connection, string where, object parameters, string from = "runs r") => connection.Query<RunRow>(
        $"""
        SELECT r.run_id, r.name, e.name AS experiment, r.experiment_id, r.user_id, r.status, r.start_ms, r.end_ms, r.artifact_uri, r.lifecycle_stage
        FROM {from} CROSS JOIN experiments e WHERE e.experiment_id = r.experiment_id AND {where}
        """,
        parameters).ToList();

    private static List<Run> All(DbConnection connection, List<RunRow> rows, Action<long>? room)
    {
        if (room is not null && Sizes(connection, rows).Sum() is > LargeValues.Small and var bytes)
        {
            room(bytes);
        }

        return Fill(connection, rows);
    }

    /// <summary>How many bytes the parameters and tags of each row have; they are not read for it.</summary>
    private static List<long> Sizes(DbConnection connection, List<RunRow> rows)
    {
        var sizes = rows.Chunk(Chunk).SelectMany(chunk => connection.Query<(string RunId, long Bytes)>(
            """
            SELECT run_id, CAST(sum(bytes) AS BIGINT) FROM (
              SELECT run_id, octet_length(value) AS bytes FROM params WHERE run_id IN @ids
              UNION ALL SELECT run_id, octet_length(value) AS bytes FROM tags WHERE run_id IN @ids) AS sizes
            GROUP BY run_id
            """,
            new { ids = chunk.Select(r => r.RunId) })).ToDictionary(s => s.RunId, s => s.Bytes);
        return rows.ConvertAll(r => sizes.GetValueOrDefault(r.RunId));
    }

    private static List<Run> Fill(DbConnection connection, List<RunRow> rows)
    {
        var runs = new List<Run>(rows.Count);
        foreach (var chunk in rows.Chunk(Chunk))
        {
            var ids = new { ids = chunk.Select(r => r.RunId) };
            var metrics = connection.Query<(string RunId, string Key, double Value, long IsNan, long Step, long Time)>(
                "SELECT run_id, key, value, is_nan, step, timestamp_ms FROM latest_metrics WHERE run_id IN @ids ORDER BY run_id, key", ids)
                .ToLookup(m => m.RunId);
            var parameters = Texts("params");
            var tags = Texts("tags");
            var inputs = RunInputs.Of(connection, ids.ids);
            runs.AddRange(chunk.Select(r => r.ToRun(
                [.. metrics[r.RunId].Select(m => new MetricPoint(m.Key, MetricRows.Number(m.Value, m.IsNan), m.Step, Instant.FromMs(m.Time)))],
                parameters[r.RunId].ToDictionary(p => p.Key, p => p.Value),
                tags[r.RunId].ToDictionary(t => t.Key, t => t.Value)) with
            {
                Datasets = inputs.Datasets(r.RunId),
                Models = inputs.Models(r.RunId),
            }));

            ILookup<string, (string RunId, string Key, string Value)> Texts(string table) => connection.Query<(string RunId, string Key, string Value)>(
                $"SELECT run_id, key, value FROM {table} WHERE run_id IN @ids ORDER BY run_id, key", ids).ToLookup(t => t.RunId);
        }

        return runs;
    }

    private sealed record RunRow
    {
        public string RunId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Experiment { get; init; } = "";

        public long ExperimentId { get; init; }

        public string UserId { get; init; } = "";

        public string Status { get; init; } = "";

        public long StartMs { get; init; }

        public long? EndMs { get; init; }

        public string ArtifactUri { get; init; } = "";

        public string LifecycleStage { get; init; } = "";

        internal Run ToRun(List<MetricPoint> metrics, Dictionary<string, string> parameters, Dictionary<string, string> tags) => new()
        {
            Id = RunId,
            Name = Name,
            Experiment = Experiment,
            ExperimentId = ExperimentId,
            User = UserId,
            Status = Enum.Parse<RunStatus>(Status, ignoreCase: true),
            Start = Instant.FromMs(StartMs),
            End = Instant.FromMs(EndMs),
            ArtifactUri = ArtifactUri,
            Deleted = LifecycleStage == "deleted",
            LatestMetrics = metrics,
            Params = parameters,
            Tags = tags,
        };
    }
}

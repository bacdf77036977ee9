using System.Data.Common;
using Dapper;
using Weathervane.Store.Runs;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.LoggedModels;

/// <summary>Reads logged models with all that belongs to them.</summary>
internal static class LoggedModelRows
{
    private const int Chunk = 1000;

    private static readonly (LoggedModelStatus Status, string Name)[] Statuses =
        [(LoggedModelStatus.Pending, "PENDING"), (LoggedModelStatus.Ready, "READY"), (LoggedModelStatus.UploadFailed, "UPLOAD_FAILED")];

    internal static string NameOf(LoggedModelStatus status) => Statuses.First(s => s.Status == status).Name;

    internal static void Require(DbConnection connection, string id)
    {
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM logged_models WHERE model_id = @id AND deleted_ms IS NULL", new { id }) == 0)
        {
            throw new InputException($"logged model {id}", "there is no such model.") { Kind = InputKind.NotFound };
        }
    }

    internal static LoggedModel Get(DbConnection connection, string id)
    {
        Require(connection, id);
        return Read(connection, "l.model_id = @id", new { id })[0];
    }

    internal static Page<LoggedModel> Search(DbConnection connection, IReadOnlyCollection<long> experiments, SearchQuery query)
    {
        query = query with { Within = $"logged models of {SearchSql.Listed(experiments.Distinct().Order())}" };
        var search = new SearchSql(Schemas.LoggedModels);
        var listed = search.OneOf("l.experiment_id", experiments, connection);
        return Page<LoggedModel>.Of(
            Read(connection, $"l.deleted_ms IS NULL AND {listed} AND {search.Of(query)}", search.Parameters), query);
    }

    private static List<LoggedModel> Read(DbConnection connection, string where, object parameters)
    {
        var rows = connection.Query<Row>(
            """
            SELECT l.model_id, l.experiment_id, l.name, l.model_type, l.source_run_id, l.artifact_uri, l.status, l.created_ms, l.updated_ms
            FROM logged_models l WHERE
            """ + " " + where,
            parameters).ToList();
        var models = new List<LoggedModel>(rows.Count);
        foreach (var chunk in rows.Chunk(Chunk))
        {
            var ids = chunk.Select(r => r.ModelId).ToArray();
            var values = Texts(connection, "logged_model_params", ids);
            var tags = Texts(connection, "logged_model_tags", ids);
            var metrics = MetricRows.OfModels(connection, ids);
            models.AddRange(chunk.Select(r => new LoggedModel
            {
                Id = r.ModelId,
                ExperimentId = r.ExperimentId,
                Name = r.Name,
                ModelType = r.ModelType,
                SourceRunId = r.SourceRunId,
                ArtifactUri = r.ArtifactUri,
                Status = Statuses.First(s => s.Name == r.Status).Status,
                Created = Instant.FromMs(r.CreatedMs),
                Updated = Instant.FromMs(r.UpdatedMs),
                Params = values[r.ModelId].ToDictionary(),
                Tags = tags[r.ModelId].ToDictionary(),
                Metrics = [.. metrics[r.ModelId]],
            }));
        }

        return models;
    }

    private static ILookup<string, KeyValuePair<string, string>> Texts(DbConnection connection, string table, string[] ids) =>
        connection.Query<(string Id, string Key, string Value)>($"SELECT model_id, key, value FROM {table} WHERE model_id IN @ids ORDER BY key", new { ids })
            .ToLookup(t => t.Id, t => KeyValuePair.Create(t.Key, t.Value));

    private sealed record Row
    {
        public string ModelId { get; init; } = "";

        public long ExperimentId { get; init; }

        public string Name { get; init; } = "";

        public string? ModelType { get; init; }

        public string? SourceRunId { get; init; }

        public string ArtifactUri { get; init; } = "";

        public string Status { get; init; } = "";

        public long CreatedMs { get; init; }

        public long UpdatedMs { get; init; }
    }
}

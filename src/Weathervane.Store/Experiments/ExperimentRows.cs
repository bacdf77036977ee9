using System.Data.Common;
using System.Globalization;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Experiments;

/// <summary>Reads and writes experiments with their tags.</summary>
internal static class ExperimentRows
{
    private const int Chunk = 1000;

    /// <summary>The experiment of this name, made when there is none.</summary>
    internal static (long Id, string Name, string Location) Ensure(DbConnection connection, string name, long now)
    {
        var (id, location) = connection.QueryFirstOrDefault<(long? Id, string Location)>(
            "SELECT experiment_id, artifact_location FROM experiments WHERE name = @name AND lifecycle_stage = 'active'", new { name });
        if (id is { } known)
        {
            return (known, name, location);
        }

        var (added, place) = Insert(connection, name, null, now);
        return (added, name, place);
    }

    /// <summary>Adds an experiment; the caller has made sure that the name is free.</summary>
    internal static (long Id, string Location) Insert(DbConnection connection, string name, string? location, long now)
    {
        var id = Counter.Next(connection, "experiment");
        location ??= ArtifactStore.Scheme + id.ToString(CultureInfo.InvariantCulture);
        connection.Execute(
            """
            INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, created_ms, updated_ms)
            VALUES (@id, @name, @location, 'active', @now, @now)
            """,
            new { id, name, location, now });
        return (id, location);
    }

    internal static (long Id, string Name, string Location) RequireActive(DbConnection connection, long id)
    {
        var (name, location, stage) = connection.QueryFirstOrDefault<(string Name, string? Location, string Stage)>(
            "SELECT name, artifact_location, lifecycle_stage FROM experiments WHERE experiment_id = @id", new { id });
        return location is null ? throw Unknown(id)
            : stage != "active" ? throw new InputException(Where(id), "it was deleted, and takes nothing more.", "Restore it, or use another.")
            : (id, name, location);
    }

    internal static Experiment Get(DbConnection connection, long id) =>
        Read(connection, "e.experiment_id = @id", new { id }).FirstOrDefault() ?? throw Unknown(id);

    /// <summary>The experiment of this name; a living one before deleted ones, of which the newest.</summary>
    internal static Experiment? Find(DbConnection connection, string name) =>
        Read(connection, "e.name = @name ORDER BY e.lifecycle_stage, e.experiment_id DESC LIMIT 1", new { name }).FirstOrDefault();

    internal static Page<Experiment> Search(DbConnection connection, SearchQuery query)
    {
        query = query with { Within = "experiments" };
        var search = new SearchSql(Schemas.Experiments);
        return Page<Experiment>.Of(
            Read(connection, $"{Lifecycle.Sql(query.View, "e")} AND {search.Of(query)}", search.Parameters), query);
    }

    private static List<Experiment> Read(DbConnection connection, string where, object parameters)
    {
        var rows = connection.Query<Row>(
            "SELECT e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.created_ms, e.updated_ms FROM experiments e WHERE " + where,
            parameters).ToList();
        var tags = rows.Chunk(Chunk)
            .SelectMany(chunk => connection.Query<(long Id, string Key, string Value)>(
                "SELECT experiment_id, key, value FROM experiment_tags WHERE experiment_id IN @ids ORDER BY key", new { ids = chunk.Select(r => r.ExperimentId) }))
            .ToLookup(t => t.Id);
        return rows.ConvertAll(r => new Experiment
        {
            Id = r.ExperimentId,
            Name = r.Name,
            ArtifactLocation = r.ArtifactLocation,
            Deleted = r.LifecycleStage == "deleted",
            Created = Instant.FromMs(r.CreatedMs),
            Updated = Instant.FromMs(r.UpdatedMs),
            Tags = tags[r.ExperimentId].ToDictionary(t => t.Key, t => t.Value),
        });
    }

    internal static InputException Unknown(long id) =>
        new(Where(id), "there is no such experiment.") { Kind = InputKind.NotFound };

    private static string Where(long id) => string.Create(CultureInfo.InvariantCulture, $"experiment {id}");

    private sealed record Row
    {
        public long ExperimentId { get; init; }

        public string Name { get; init; } = "";

        public string ArtifactLocation { get; init; } = "";

        public string LifecycleStage { get; init; } = "";

        public long CreatedMs { get; init; }

        public long UpdatedMs { get; init; }
    }
}

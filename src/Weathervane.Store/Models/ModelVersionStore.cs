using System.Data.Common;
using Dapper;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Models;

/// <summary>Changes and searches versions that are registered; registering, aliases and deletion are the <see cref="ModelRegistry"/>'s.</summary>
public sealed class ModelVersionStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Func<string, bool?> _higherIsBetter;

    internal ModelVersionStore(Database database, TimeProvider clock, Func<string, bool?> higherIsBetter) =>
        (_database, _clock, _higherIsBetter) = (database, clock, higherIsBetter);

    /// <summary>MLflow's stages.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["None", "Staging", "Production", "Archived"];

    /// <summary>One living version.</summary>
    /// <exception cref="InputException">There is no such model or version.</exception>
    public ModelVersion Get(string name, long version) => _database.Read(c => VersionRows.Require(c, name, version, _higherIsBetter));

    /// <summary>Versions by a filter.</summary>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    public Page<ModelVersion> Search(SearchQuery query) => _database.Read(c =>
    {
        query = query with { Within = "model versions" };
        var search = new SearchSql(Schemas.Versions);
        var found = c.Query<(long Key, string Name, long Version)>(
            $"""
            SELECT v.registered_model_id, m.name, v.version FROM model_versions v JOIN registered_models m ON m.registered_model_id = v.registered_model_id
            WHERE v.deleted_ms IS NULL AND m.deleted_ms IS NULL AND {search.Of(query)}
            """,
            search.Parameters).ToList();
        // A model's versions are read at once: searches mostly find many of few models.
        var versions = found.Select(f => (f.Key, f.Name)).Distinct()
            .SelectMany(m => VersionRows.All(c, m.Key, m.Name, _higherIsBetter))
            .ToDictionary(v => (v.ModelKey, v.Version));
        return Page<ModelVersion>.Of(found.ConvertAll(f => versions[(f.Key, f.Version)]), query);
    });

    /// <summary>Changes a version's notes.</summary>
    /// <exception cref="InputException">There is no such model or version.</exception>
    public ModelVersion Describe(string name, long version, string notes) => Change(name, version, (c, v) => c.Execute(
        "UPDATE model_versions SET description = @notes WHERE registered_model_id = @ModelKey AND version = @Version", new { notes, v.ModelKey, v.Version }));

    /// <summary>Sets tags.</summary>
    /// <exception cref="InputException">There is no such model or version.</exception>
    public void SetTags(string name, long version, IReadOnlyDictionary<string, string> tags) => _database.Write(c =>
    {
        var found = VersionRows.Require(c, name, version, _higherIsBetter);
        c.Execute(
            """
            INSERT INTO model_version_tags (registered_model_id, version, key, value) VALUES (@ModelKey, @Version, @Key, @Value)
            ON CONFLICT (registered_model_id, version, key) DO UPDATE SET value = excluded.value
            """,
            tags.Select(t => new { found.ModelKey, found.Version, t.Key, t.Value }));
    });

    /// <summary>Takes a tag away; one that is not there stays away.</summary>
    /// <exception cref="InputException">There is no such model or version.</exception>
    public void DeleteTag(string name, long version, string tag) => _database.Write(c =>
    {
        var found = VersionRows.Require(c, name, version, _higherIsBetter);
        c.Execute(
            "DELETE FROM model_version_tags WHERE registered_model_id = @ModelKey AND version = @Version AND key = @tag",
            new { found.ModelKey, found.Version, tag });
    });

    /// <summary>Puts a version into a stage.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="stage">One of <see cref="Stages"/>.</param>
    /// <param name="archiveOthers">Put the versions that are in that stage into Archived.</param>
    /// <exception cref="InputException">There is no such model, version or stage.</exception>
    public ModelVersion SetStage(string name, long version, string stage, bool archiveOthers)
    {
        if (!Stages.Contains(stage))
        {
            throw new InputException("stage", $"'{stage}' is no stage.", $"Use one of {string.Join(", ", Stages)}.");
        }

        return Change(name, version, (c, v) =>
        {
            if (archiveOthers)
            {
                c.Execute(
                    "UPDATE model_versions SET stage = 'Archived', updated_ms = @now WHERE registered_model_id = @ModelKey AND stage = @stage AND deleted_ms IS NULL",
                    new { now = _clock.NowMs(), v.ModelKey, stage });
            }

            c.Execute(
                "UPDATE model_versions SET stage = @stage WHERE registered_model_id = @ModelKey AND version = @Version", new { stage, v.ModelKey, v.Version });
            RegisteredModelRows.Touch(c, v.ModelKey, _clock.NowMs());
        });
    }

    private ModelVersion Change(string name, long version, Action<DbConnection, ModelVersion> change) => _database.Write(c =>
    {
        var found = VersionRows.Require(c, name, version, _higherIsBetter);
        change(c, found);
        c.Execute(
            "UPDATE model_versions SET updated_ms = @now WHERE registered_model_id = @ModelKey AND version = @Version",
            new { now = _clock.NowMs(), found.ModelKey, found.Version });
        return VersionRows.Require(c, name, version, _higherIsBetter);
    });
}

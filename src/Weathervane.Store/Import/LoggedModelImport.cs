using System.Data.Common;
using Dapper;
using Weathervane.Store.Artifacts;

namespace Weathervane.Store.Import;

/// <summary>Logged models of another store on their way in.</summary>
internal static class LoggedModelImport
{
    internal static bool Has(DbConnection connection, string id) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM logged_models WHERE model_id = @id", new { id }) > 0;

    internal static bool Add(DbConnection connection, ForeignLoggedModel model, long now)
    {
        if (Has(connection, model.Id))
        {
            return false;
        }

        connection.Execute(
            """
            INSERT INTO logged_models (model_id, experiment_id, name, model_type, source_run_id, artifact_uri, status, status_message, created_ms, updated_ms, deleted_ms)
            VALUES (@Id, @ExperimentId, @Name, @ModelType, @SourceRunId, @uri, @Status, @StatusMessage, @created, @updated, @deleted)
            """,
            new
            {
                model.Id, model.ExperimentId, model.Name, model.ModelType, model.SourceRunId, uri = ArtifactStore.Scheme + model.FilesPath, model.Status, model.StatusMessage,
                created = model.Created.ToUnixTimeMilliseconds(), updated = model.Updated.ToUnixTimeMilliseconds(), deleted = model.Deleted ? now : (long?)null,
            });
        ImportStore.AddTexts(connection, "logged_model_params (model_id, key, value)", model.Params, model.Id);
        ImportStore.AddTexts(connection, "logged_model_tags (model_id, key, value)", model.Tags, model.Id);
        return true;
    }
}

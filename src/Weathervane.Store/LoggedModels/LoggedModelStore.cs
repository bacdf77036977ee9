using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Weathervane.Store.Experiments;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.LoggedModels;

/// <summary>Models that runs logged, with their parameters, tags and scores.</summary>
public sealed class LoggedModelStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal LoggedModelStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Starts a logged model, whose files are still to come.</summary>
    /// <exception cref="InputException">There is no such experiment, or it was deleted.</exception>
    public LoggedModel Create(NewLoggedModel model)
    {
        var id = "m-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return _database.Write(c =>
        {
            var (experiment, _, location) = ExperimentRows.RequireActive(c, model.ExperimentId);
            c.Execute(
                """
                INSERT INTO logged_models (model_id, experiment_id, name, model_type, source_run_id, artifact_uri, status, created_ms, updated_ms)
                VALUES (@id, @experiment, @Name, @ModelType, @SourceRunId, @uri, @status, @now, @now)
                """,
                new
                {
                    id, experiment, model.Name, model.ModelType, model.SourceRunId, uri = $"{location}/models/{id}/artifacts",
                    status = LoggedModelRows.NameOf(LoggedModelStatus.Pending), now = _clock.NowMs(),
                });
            AddParams(c, id, model.Params);
            SetTags(c, id, model.Tags);
            return LoggedModelRows.Get(c, id);
        });
    }

    /// <summary>One logged model.</summary>
    /// <exception cref="InputException">There is none of this id, or it was deleted.</exception>
    public LoggedModel Get(string id) => _database.Read(c => LoggedModelRows.Get(c, id));

    /// <summary>Says how far the upload has come.</summary>
    /// <exception cref="InputException">There is none of this id, or it was deleted.</exception>
    public LoggedModel SetStatus(string id, LoggedModelStatus status) => _database.Write(c =>
    {
        LoggedModelRows.Require(c, id);
        c.Execute(
            "UPDATE logged_models SET status = @status, updated_ms = @now WHERE model_id = @id",
            new { status = LoggedModelRows.NameOf(status), now = _clock.NowMs(), id });
        return LoggedModelRows.Get(c, id);
    });

    /// <summary>Adds parameters; each can be set once, and set again only to the same value.</summary>
    /// <exception cref="InputException">There is none of this id, or a parameter would change.</exception>
    public LoggedModel LogParams(string id, IReadOnlyDictionary<string, string> values) => _database.Write(c =>
    {
        LoggedModelRows.Require(c, id);
        AddParams(c, id, values);
        var model = LoggedModelRows.Get(c, id);
        return values.Where(v => model.Params[v.Key] != v.Value).Select(v => v.Key).FirstOrDefault() is { } changed
            ? throw new InputException($"logged model {id}", $"parameter '{changed}' is '{model.Params[changed]}' and cannot become '{values[changed]}'.")
            : model;
    });

    /// <summary>Sets tags.</summary>
    /// <exception cref="InputException">There is none of this id, or it was deleted.</exception>
    public LoggedModel SetTags(string id, IReadOnlyDictionary<string, string> tags) => _database.Write(c =>
    {
        LoggedModelRows.Require(c, id);
        SetTags(c, id, tags);
        return LoggedModelRows.Get(c, id);
    });

    /// <summary>Takes a tag away.</summary>
    /// <exception cref="InputException">There is no such model or tag.</exception>
    public void DeleteTag(string id, string key) => _database.Write(c =>
    {
        LoggedModelRows.Require(c, id);
        if (c.Execute("DELETE FROM logged_model_tags WHERE model_id = @id AND key = @key", new { id, key }) == 0)
        {
            throw new InputException($"logged model {id}", $"it has no tag '{key}'.") { Kind = InputKind.NotFound };
        }
    });

    /// <summary>Marks a logged model as deleted; nothing of it is lost.</summary>
    /// <exception cref="InputException">There is none of this id, or it was deleted before.</exception>
    public void Delete(string id) => _database.Write(c =>
    {
        LoggedModelRows.Require(c, id);
        c.Execute("UPDATE logged_models SET deleted_ms = @now WHERE model_id = @id", new { now = _clock.NowMs(), id });
    });

    /// <summary>Logged models of some experiments by a filter.</summary>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    public Page<LoggedModel> Search(SearchQuery query, IReadOnlyCollection<long> experiments) =>
        _database.Read(c => LoggedModelRows.Search(c, experiments, query));

    private static void AddParams(DbConnection connection, string id, IReadOnlyDictionary<string, string> values) => connection.Execute(
        "INSERT INTO logged_model_params (model_id, key, value) VALUES (@id, @Key, @Value) ON CONFLICT DO NOTHING",
        values.Select(v => new { id, v.Key, v.Value }));

    private static void SetTags(DbConnection connection, string id, IReadOnlyDictionary<string, string> tags) => connection.Execute(
        "INSERT INTO logged_model_tags (model_id, key, value) VALUES (@id, @Key, @Value) ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value",
        tags.Select(t => new { id, t.Key, t.Value }));
}

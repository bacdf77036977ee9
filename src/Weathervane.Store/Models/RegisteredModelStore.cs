using System.Data.Common;
using Dapper;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Models;

/// <summary>The registered models themselves: names, descriptions and tags. Versions and aliases are the <see cref="ModelRegistry"/>'s.</summary>
public sealed class RegisteredModelStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Func<string, bool?> _higherIsBetter;

    internal RegisteredModelStore(Database database, TimeProvider clock, Func<string, bool?> higherIsBetter) =>
        (_database, _clock, _higherIsBetter) = (database, clock, higherIsBetter);

    /// <summary>Makes a model without versions.</summary>
    /// <exception cref="InputException">The name is not allowed, or a living model has it.</exception>
    public RegisteredModel Create(string name, string description = "", IReadOnlyDictionary<string, string>? tags = null)
    {
        ModelName.Check(name);
        return _database.Write(c =>
        {
            RequireFree(c, name);
            var key = RegisteredModelRows.Insert(c, name, description, _clock.NowMs());
            SetTags(c, key, tags ?? new Dictionary<string, string>());
            return One(c, name);
        });
    }

    /// <summary>One model.</summary>
    /// <exception cref="InputException">No model has this name.</exception>
    public RegisteredModel Get(string name) => _database.Read(c => One(c, name));

    /// <summary>Models by a filter.</summary>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    public Page<RegisteredModel> Search(SearchQuery query) => _database.Read(c =>
    {
        query = query with { Within = "registered models" };
        var search = new SearchSql(Schemas.Models);
        return Page<RegisteredModel>.Of(
            RegisteredModelRows.Read(c, $"m.deleted_ms IS NULL AND {search.Of(query)}", search.Parameters, _higherIsBetter), query);
    });

    /// <summary>Changes what a model is for.</summary>
    /// <exception cref="InputException">No model has this name.</exception>
    public RegisteredModel Describe(string name, string description) => _database.Write(c =>
    {
        var key = VersionRows.RequireKey(c, name);
        c.Execute("UPDATE registered_models SET description = @description WHERE registered_model_id = @key", new { description, key });
        RegisteredModelRows.Touch(c, key, _clock.NowMs());
        return One(c, name);
    });

    /// <summary>Gives a model another name; its versions keep their numbers, and counting goes on.</summary>
    /// <exception cref="InputException">No model has this name, or the new one is taken or not allowed.</exception>
    public RegisteredModel Rename(string name, string newName)
    {
        ModelName.Check(newName);
        return _database.Write(c =>
        {
            var key = VersionRows.RequireKey(c, name);
            if (newName != name)
            {
                RequireFree(c, newName);
            }

            var now = _clock.NowMs();
            c.Execute("UPDATE registered_models SET name = @newName WHERE registered_model_id = @key", new { newName, key });
            c.Execute("UPDATE model_versions SET updated_ms = @now WHERE registered_model_id = @key AND deleted_ms IS NULL", new { now, key });
            Counter.CarryVersions(c, name, newName);
            RegisteredModelRows.Touch(c, key, now);
            return One(c, newName);
        });
    }

    /// <summary>Sets tags.</summary>
    /// <exception cref="InputException">No model has this name.</exception>
    public void SetTags(string name, IReadOnlyDictionary<string, string> tags) => _database.Write(c => SetTags(c, VersionRows.RequireKey(c, name), tags));

    /// <summary>Takes a tag away; one that is not there stays away.</summary>
    /// <exception cref="InputException">No model has this name.</exception>
    public void DeleteTag(string name, string tag) => _database.Write(c =>
    {
        var key = VersionRows.RequireKey(c, name);
        c.Execute("DELETE FROM registered_model_tags WHERE registered_model_id = @key AND key = @tag", new { key, tag });
    });

    private RegisteredModel One(DbConnection connection, string name) => RegisteredModelRows.Read(
        connection, "m.registered_model_id = @key", new { key = VersionRows.RequireKey(connection, name) }, _higherIsBetter)[0];

    private static void SetTags(DbConnection connection, long key, IReadOnlyDictionary<string, string> tags) => connection.Execute(
        """
        INSERT INTO registered_model_tags (registered_model_id, key, value) VALUES (@key, @Name, @Value)
        ON CONFLICT (registered_model_id, key) DO UPDATE SET value = excluded.value
        """,
        tags.Select(t => new { key, Name = t.Key, t.Value }));

    private static void RequireFree(DbConnection connection, string name)
    {
        if (VersionRows.KeyOf(connection, name) is not null)
        {
            throw new InputException($"model {name}", "a model has this name.", "Register another version of it, or choose another name.")
            {
                Kind = InputKind.AlreadyExists,
            };
        }
    }
}

using System.Data.Common;
using Dapper;
using Weathervane.Store.Search;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Experiments;

/// <summary>Groups of runs. Deleting one hides it with its runs and frees its name; restoring brings them back.</summary>
public sealed class ExperimentStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal ExperimentStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Makes an experiment.</summary>
    /// <param name="name">Its name, 1 to 500 characters.</param>
    /// <param name="artifactLocation">Where the files of its runs go; null is its own place in the artefact store.</param>
    /// <param name="tags">Free labels.</param>
    /// <exception cref="InputException">The name is empty, too long, or that of a living experiment.</exception>
    public Experiment Create(string name, string? artifactLocation = null, IReadOnlyDictionary<string, string>? tags = null)
    {
        CheckName(name);
        return _database.Write(c =>
        {
            RequireFree(c, name);
            var (id, _) = ExperimentRows.Insert(c, name, artifactLocation, _clock.NowMs());
            SetTags(c, id, tags ?? new Dictionary<string, string>());
            return ExperimentRows.Get(c, id);
        });
    }

    /// <summary>One experiment, deleted or not.</summary>
    /// <exception cref="InputException">There is none of this number.</exception>
    public Experiment Get(long id) => _database.Read(c => ExperimentRows.Get(c, id));

    /// <summary>The experiment of this name, a living one before a deleted one; null when there is none.</summary>
    public Experiment? Find(string name) => _database.Read(c => ExperimentRows.Find(c, name));

    /// <summary>Experiments by a filter.</summary>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    public Page<Experiment> Search(SearchQuery query) => _database.Read(c => ExperimentRows.Search(c, query));

    /// <summary>Gives an experiment another name.</summary>
    /// <exception cref="InputException">There is none of this number, it was deleted, or the name is taken or not allowed.</exception>
    public void Rename(long id, string name)
    {
        CheckName(name);
        _database.Write(c =>
        {
            ExperimentRows.RequireActive(c, id);
            if (ExperimentRows.Get(c, id).Name != name)
            {
                RequireFree(c, name);
            }

            c.Execute("UPDATE experiments SET name = @name, updated_ms = @now WHERE experiment_id = @id", new { name, now = _clock.NowMs(), id });
        });
    }

    /// <summary>Sets tags of an experiment.</summary>
    /// <exception cref="InputException">There is none of this number, or it was deleted.</exception>
    public void SetTags(long id, IReadOnlyDictionary<string, string> tags) => _database.Write(c =>
    {
        ExperimentRows.RequireActive(c, id);
        SetTags(c, id, tags);
        Touch(c, id);
    });

    /// <summary>Takes a tag away.</summary>
    /// <exception cref="InputException">There is no such experiment or tag, or the experiment was deleted.</exception>
    public void DeleteTag(long id, string key) => _database.Write(c =>
    {
        ExperimentRows.RequireActive(c, id);
        if (c.Execute("DELETE FROM experiment_tags WHERE experiment_id = @id AND key = @key", new { id, key }) == 0)
        {
            throw new InputException($"experiment {id}", $"it has no tag '{key}'.") { Kind = InputKind.NotFound };
        }

        Touch(c, id);
    });

    /// <summary>Hides an experiment and its runs; nothing of them is lost.</summary>
    /// <exception cref="InputException">There is none of this number, it was deleted before, or it is the default one.</exception>
    public void Delete(long id) => _database.Write(c =>
    {
        ExperimentRows.RequireActive(c, id);
        if (id == 0)
        {
            throw new InputException("experiment 0", "the default experiment cannot be deleted.", "Runs without an experiment belong to it.");
        }

        var now = _clock.NowMs();
        c.Execute("UPDATE experiments SET lifecycle_stage = 'deleted', updated_ms = @now WHERE experiment_id = @id", new { now, id });
        c.Execute(
            "UPDATE runs SET lifecycle_stage = 'deleted', deleted_ms = @now WHERE experiment_id = @id AND lifecycle_stage = 'active'", new { now, id });
    });

    /// <summary>Brings an experiment back, with the runs that were deleted with it.</summary>
    /// <exception cref="InputException">There is none of this number, it was not deleted, or a living one has its name.</exception>
    public void Restore(long id) => _database.Write(c =>
    {
        var experiment = ExperimentRows.Get(c, id);
        if (!experiment.Deleted)
        {
            throw new InputException($"experiment {id}", "it is not deleted.") { Kind = InputKind.NotFound };
        }

        RequireFree(c, experiment.Name);
        c.Execute(
            "UPDATE runs SET lifecycle_stage = 'active', deleted_ms = NULL WHERE experiment_id = @id AND deleted_ms = @deleted",
            new { id, deleted = experiment.Updated.ToUnixTimeMilliseconds() });
        c.Execute("UPDATE experiments SET lifecycle_stage = 'active', updated_ms = @now WHERE experiment_id = @id", new { now = _clock.NowMs(), id });
    });

    private void Touch(DbConnection connection, long id) =>
        connection.Execute("UPDATE experiments SET updated_ms = @now WHERE experiment_id = @id", new { now = _clock.NowMs(), id });

    private static void SetTags(DbConnection connection, long id, IReadOnlyDictionary<string, string> tags) => connection.Execute(
        "INSERT INTO experiment_tags (experiment_id, key, value) VALUES (@id, @Key, @Value) ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value",
        tags.Select(t => new { id, t.Key, t.Value }));

    private static void RequireFree(DbConnection connection, string name)
    {
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM experiments WHERE name = @name AND lifecycle_stage = 'active'", new { name }) > 0)
        {
            throw new InputException($"experiment '{name}'", "there is one of this name.", "Use it, or choose another name.") { Kind = InputKind.AlreadyExists };
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > NameLengths.Name || name.Any(char.IsControl))
        {
            throw new InputException("experiment name", $"it has {name.Length} characters, or control characters.", $"Use 1 to {NameLengths.Name} characters.");
        }
    }
}

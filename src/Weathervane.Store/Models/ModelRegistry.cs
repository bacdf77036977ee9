using System.Data.Common;
using System.Text;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Models;

/// <summary>Registered models: versions that are never renumbered, and aliases whose every move is kept.</summary>
public sealed class ModelRegistry
{
    /// <summary>What is said of a name that no model has.</summary>
    public const string NoSuchName = "no model has this name.";

    private readonly Database _database;
    private readonly ArtifactStore _artifacts;
    private readonly TimeProvider _clock;
    private readonly Func<string, bool?> _higherIsBetter;

    internal ModelRegistry(Database database, ArtifactStore artifacts, TimeProvider clock, Func<string, bool?> higherIsBetter) =>
        (_database, _artifacts, _clock, _higherIsBetter) = (database, artifacts, clock, higherIsBetter);

    /// <summary>Registers the next version of a model with its files. Numbers grow by one and are never given out twice, also not after a deletion.</summary>
    /// <exception cref="InputException">The run is not in this workspace.</exception>
    /// <exception cref="ArgumentException">A file's name leaves the version's folder, or is taken by the model or the pipeline.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing was registered.</exception>
    public ModelVersion Register(NewVersion version)
    {
        // A version of a model that must be there is asked for by MLflow's clients, which may call things as MLflow lets them.
        if (!version.ModelMustExist)
        {
            PlainName.Check(
            [
                ("name", version.Name), .. version.Metrics.Select(m => ("metrics", (string?)m.Name)), .. version.Parameters.Keys.Select(k => ("parameters", (string?)k)),
                .. version.Tags.Keys.Select(k => ("tags", (string?)k)),
            ]);
        }

        var files = Contents(version).ToDictionary(f => ArtifactStore.CheckName(f.Name), f => f.Content);
        // Contents first: a row never names a file that is not safely there.
        var blobs = files.ToDictionary(f => f.Key, f => _artifacts.Keep(f.Value));
        return _database.Write(c =>
        {
            if (version.RunId is { } run)
            {
                RunReader.Get(c, run);
            }

            var now = _clock.NowMs();
            var key = version.ModelMustExist ? VersionRows.RequireKey(c, version.Name) : Ensure(c, version.Name, now);
            var number = Counter.NextVersion(c, version.Name);
            var source = version.Source ?? $"{ArtifactStore.Scheme}models/{key}/{number}";
            VersionRows.Insert(
                c, key, number, source, blobs.TryGetValue(ModelVersion.PipelineFile, out var pipeline) ? pipeline.Sha256 : null, version, now, _higherIsBetter);
            foreach (var (name, blob) in blobs)
            {
                _artifacts.Refer(c, ArtifactStore.RootOf(source) + name, name, blob);
            }

            RegisteredModelRows.Touch(c, key, now);
            return VersionRows.One(c, key, version.Name, number, _higherIsBetter)!;
        });
    }

    /// <summary>The version that a reference means: <c>name</c> (the champion), <c>name:3</c>, <c>name:latest</c>,
    /// <c>name:best(log_loss)</c> by the metric's own direction, <c>name@alias</c>.</summary>
    /// <exception cref="InputException">There is none; the message lists those that there are.</exception>
    public ModelVersion Resolve(string reference) => Resolve(ModelReference.Parse(reference));

    /// <inheritdoc cref="Resolve(string)"/>
    public ModelVersion Resolve(ModelReference reference) => _database.Read(c => ModelResolver.Resolve(c, reference, _higherIsBetter));

    /// <summary>All models, by name.</summary>
    public IReadOnlyList<RegisteredModel> List() => _database.Read(c =>
        RegisteredModelRows.Read(c, "m.deleted_ms IS NULL ORDER BY m.name", new { }, _higherIsBetter));

    /// <summary>The versions of a model, by number.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="deleted">Deleted ones too.</param>
    /// <exception cref="InputException">No model has this name.</exception>
    public IReadOnlyList<ModelVersion> Versions(string name, bool deleted = false) => _database.Read(c =>
        VersionRows.All(c, VersionRows.RequireKey(c, name), name, _higherIsBetter).Where(v => deleted || v.Deleted is null).ToList());

    /// <summary>Every move of the model's aliases, in the order they were made.</summary>
    /// <exception cref="InputException">No model has this name.</exception>
    public IReadOnlyList<AliasMove> Moves(string name) => _database.Read(c => AliasRows.Moves(c, VersionRows.RequireKey(c, name), name));

    /// <summary>The version on which an alias stood at a moment, also if it was deleted since.</summary>
    /// <param name="name">The name that the model had.</param>
    /// <param name="alias">The alias: <c>champion</c>.</param>
    /// <param name="time">The moment.</param>
    /// <returns>null when it stood nowhere.</returns>
    public ModelVersion? AliasAt(string name, string alias, DateTimeOffset time) => _database.Read(c =>
    {
        var ms = time.ToUnixTimeMilliseconds();
        var key = c.ExecuteScalar<long?>(
            """
            SELECT registered_model_id FROM registered_models
            WHERE name = @name AND created_ms <= @ms AND (deleted_ms IS NULL OR deleted_ms > @ms) ORDER BY registered_model_id DESC LIMIT 1
            """,
            new { name, ms });
        return key is { } model && AliasRows.Moves(c, model, name).LastOrDefault(m => m.Alias == alias && m.Time <= time)?.Version is { } version
            ? VersionRows.One(c, model, name, version, _higherIsBetter)
            : null;
    });

    /// <summary>Where every alias of every model stood at a moment, also on versions and of models that were deleted since.</summary>
    /// <param name="time">The moment.</param>
    /// <returns>By model, then alias; empty where none stood anywhere.</returns>
    public IReadOnlyList<AliasStanding> StandingAt(DateTimeOffset time) => _database.Read(c => AliasRows.StandingAt(c, time));

    /// <summary>Whether a version may become champion by the recorded figures; asking changes nothing.</summary>
    public PromotionCheck CheckPromotion(ModelVersion version) => _database.Read(c => Check(c, version));

    /// <summary>Makes a version the champion, and records who did it, why, and the figures of both.</summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why; may not be blank.</param>
    /// <param name="force">Also when its primary metric is worse than the champion's, or cannot be compared with it.</param>
    /// <param name="evidence">What a gate found that let it in: recorded in place of the figures, which then have no say; null for none.</param>
    /// <param name="refreshOf">The champion whose recipe it is on newer bars: experiments on that champion go on with the fresh version. Null for another recipe.</param>
    /// <exception cref="InputException">It is the champion, was deleted, is worse, or the reason is missing; nothing was changed.</exception>
    public AliasMove Promote(ModelVersion version, string by, string reason, bool force = false, string? evidence = null, ModelVersion? refreshOf = null)
    {
        RequireReason(reason);
        return _database.Write(c =>
        {
            RequireLiving(c, version);
            var check = Check(c, version);
            if (check.Champion?.Version == version.Version)
            {
                throw new InputException($"model {version.Reference}", "it is the champion already.");
            }

            if (!check.Allowed && !force && evidence is null)
            {
                throw new InputException(
                    $"model {version.Reference}", $"it is not made champion: {check.Evidence}.", "Promote it all the same with --force; that is recorded.");
            }

            if (refreshOf is not null && check.Champion?.Version == refreshOf.Version)
            {
                LiveExperimentRows.Refresh(c, refreshOf, version.Version, _clock.NowMs());
            }

            return Move(c, version, ModelName.Champion, MoveKind.Set, by, reason, evidence ?? (check.Allowed ? check.Evidence : "forced: " + check.Evidence));
        });
    }

    /// <summary>Makes a version the champion of a model that never had one.</summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why; may not be blank.</param>
    /// <param name="evidence">What a gate found that let it in.</param>
    /// <returns>The move; null, and nothing was changed, where a version was the champion before: of several who ask at once one is the first.</returns>
    /// <exception cref="InputException">The version was deleted, or the reason is missing.</exception>
    public AliasMove? PromoteFirst(ModelVersion version, string by, string reason, string evidence)
    {
        RequireReason(reason);
        return _database.Write(c =>
        {
            RequireLiving(c, version);
            return AliasRows.Moves(c, VersionRows.RequireKey(c, version.Name), version.Name).Any(m => m.Alias == ModelName.Champion)
                ? null
                : Move(c, version, ModelName.Champion, MoveKind.Set, by, reason, evidence);
        });
    }

    /// <summary>Puts the champion's alias back on the version before; going back again goes further back.</summary>
    /// <exception cref="InputException">There is no version to go back to, or the reason is missing; nothing was changed.</exception>
    public AliasMove Rollback(string name, string by, string reason)
    {
        RequireReason(reason);
        return _database.Write(c =>
        {
            var versions = VersionRows.Living(c, name, _higherIsBetter);
            var moves = AliasRows.Moves(c, VersionRows.RequireKey(c, name), name).Where(m => m.Alias == ModelName.Champion);
            var target = AliasRows.Previous(moves, versions.Select(v => v.Version).ToHashSet()) ?? throw new InputException(
                $"model {name}", "there is no earlier champion to go back to.", $"'vane models history {name}' shows its versions.");
            var current = versions.FirstOrDefault(v => v.Aliases.Contains(ModelName.Champion));
            return Move(
                c, versions.Single(v => v.Version == target), ModelName.Champion, MoveKind.Rollback, by, reason, current is null ? null : $"from {current.Reference}");
        });
    }

    /// <summary>Puts another alias than the champion's on a version.</summary>
    /// <exception cref="InputException">The alias is not allowed, or the version was deleted.</exception>
    public AliasMove SetAlias(ModelVersion version, string alias, string by, string reason)
    {
        ModelName.CheckAlias(alias);
        return _database.Write(c =>
        {
            RequireLiving(c, version);
            return Move(c, version, alias, MoveKind.Set, by, reason, null);
        });
    }

    /// <summary>Takes an alias away; an alias that stands nowhere stays so.</summary>
    /// <exception cref="InputException">No model has this name.</exception>
    public void RemoveAlias(string name, string alias, string by, string reason) => _database.Write(c =>
    {
        var key = VersionRows.RequireKey(c, name);
        if (AliasRows.Current(AliasRows.Moves(c, key, name)).ContainsKey(alias))
        {
            AliasRows.Add(c, key, new AliasMove(name, alias, null, MoveKind.Remove, Instant.FromMs(_clock.NowMs()), by, reason, null));
        }
    });

    /// <summary>Deletes a version: it is no longer found, its aliases are taken away, its number is not used again, and the record stays.</summary>
    /// <exception cref="InputException">It was deleted before, or the reason is missing.</exception>
    public void Delete(ModelVersion version, string by, string reason)
    {
        RequireReason(reason);
        _database.Write(c =>
        {
            RequireLiving(c, version);
            Remove(c, VersionRows.One(c, version.ModelKey, version.Name, version.Version, _higherIsBetter)!, by, reason);
        });
    }

    /// <summary>Deletes a model with all its versions. The name is free again; a new model of that name goes on counting versions.</summary>
    /// <exception cref="InputException">No model has this name, or the reason is missing.</exception>
    public void Delete(string name, string by, string reason)
    {
        RequireReason(reason);
        _database.Write(c =>
        {
            var key = VersionRows.RequireKey(c, name);
            foreach (var version in VersionRows.Living(c, name, _higherIsBetter))
            {
                Remove(c, version, by, reason);
            }

            c.Execute(
                "UPDATE registered_models SET deleted_ms = @now, deleted_by = @by, deleted_reason = @reason WHERE registered_model_id = @key",
                new { now = _clock.NowMs(), by, reason, key });
        });
    }

    private static IEnumerable<(string Name, byte[] Content)> Contents(NewVersion version)
    {
        if (version.Model is { } model)
        {
            yield return (ModelVersion.ModelFile, model);
        }

        if (version.Pipeline is { } pipeline)
        {
            yield return (ModelVersion.PipelineFile, Encoding.UTF8.GetBytes(pipeline));
        }

        foreach (var (name, content) in version.Files)
        {
            yield return (name, content);
        }
    }

    private static long Ensure(DbConnection connection, string name, long now) =>
        VersionRows.KeyOf(connection, name) ?? RegisteredModelRows.Insert(connection, name, "", now);

    private PromotionCheck Check(DbConnection connection, ModelVersion version) => PromotionCheck.Of(
        version, VersionRows.Living(connection, version.Name, _higherIsBetter).FirstOrDefault(v => v.Aliases.Contains(ModelName.Champion)));

    private AliasMove Move(DbConnection connection, ModelVersion version, string alias, MoveKind kind, string by, string reason, string? evidence)
    {
        var move = new AliasMove(version.Name, alias, version.Version, kind, Instant.FromMs(_clock.NowMs()), by, reason, evidence);
        AliasRows.Add(connection, version.ModelKey, move);
        return move;
    }

    private void Remove(DbConnection connection, ModelVersion version, string by, string reason)
    {
        var now = _clock.NowMs();
        foreach (var alias in version.Aliases)
        {
            AliasRows.Add(connection, version.ModelKey, new AliasMove(
                version.Name, alias, null, MoveKind.Remove, Instant.FromMs(now), by, reason, $"{version.Reference} was deleted"));
        }

        connection.Execute(
            """
            UPDATE model_versions SET deleted_ms = @now, deleted_by = @by, deleted_reason = @reason
            WHERE registered_model_id = @ModelKey AND version = @Version
            """,
            new { now, by, reason, version.ModelKey, version.Version });
        RegisteredModelRows.Touch(connection, version.ModelKey, now);
    }

    private static void RequireLiving(DbConnection connection, ModelVersion version)
    {
        var living = connection.ExecuteScalar<long>(
            "SELECT count(*) FROM model_versions WHERE registered_model_id = @ModelKey AND version = @Version AND deleted_ms IS NULL",
            new { version.ModelKey, version.Version });
        if (living == 0)
        {
            throw new InputException($"model {version.Reference}", "it was deleted.", $"'vane models history {version.Name}' shows its versions.")
            {
                Kind = InputKind.NotFound,
            };
        }
    }

    private static void RequireReason(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new InputException("reason", "it is blank.", "Say why: it is kept with the change.");
        }
    }
}

using System.Data.Common;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Models;

/// <summary>Reads and writes registered models, their versions aside.</summary>
internal static class RegisteredModelRows
{
    internal static long Insert(DbConnection connection, string name, string description, long now)
    {
        var key = Counter.Next(connection, "registered_model");
        connection.Execute(
            "INSERT INTO registered_models (registered_model_id, name, description, created_ms, updated_ms) VALUES (@key, @name, @description, @now, @now)",
            new { key, name, description, now });
        return key;
    }

    /// <summary>Says that a model, or one of its versions, changed.</summary>
    internal static void Touch(DbConnection connection, long key, long now) =>
        connection.Execute("UPDATE registered_models SET updated_ms = @now WHERE registered_model_id = @key", new { now, key });

    /// <summary>Models with their tags, aliases and newest versions.</summary>
    /// <param name="connection">Inside a read.</param>
    /// <param name="where">A condition on <c>registered_models m</c>, and an order.</param>
    /// <param name="parameters">The condition's values.</param>
    /// <param name="higherIsBetter">Which way a metric is better.</param>
    internal static List<RegisteredModel> Read(DbConnection connection, string where, object parameters, Func<string, bool?> higherIsBetter) =>
        connection.Query<Row>(
            "SELECT m.registered_model_id, m.name, m.description, m.created_ms, m.updated_ms FROM registered_models m WHERE " + where, parameters)
            .Select(r => r.ToModel(
                VersionRows.All(connection, r.RegisteredModelId, r.Name, higherIsBetter).Where(v => v.Deleted is null).ToList(),
                AliasRows.Current(AliasRows.Moves(connection, r.RegisteredModelId, r.Name)),
                connection.Query<(string Key, string Value)>(
                    "SELECT key, value FROM registered_model_tags WHERE registered_model_id = @RegisteredModelId ORDER BY key", r)
                    .ToDictionary(t => t.Key, t => t.Value)))
            .ToList();

    private sealed record Row
    {
        public long RegisteredModelId { get; init; }

        public string Name { get; init; } = "";

        public string Description { get; init; } = "";

        public long CreatedMs { get; init; }

        public long UpdatedMs { get; init; }

        internal RegisteredModel ToModel(List<ModelVersion> versions, Dictionary<string, long> aliases, Dictionary<string, string> tags) =>
            new(Name, Instant.FromMs(CreatedMs), versions.Count, versions.Count == 0 ? null : versions[^1].Version, aliases)
            {
                Updated = Instant.FromMs(UpdatedMs),
                Description = Description,
                Tags = tags,
                LatestOfStages = [.. versions.GroupBy(v => v.Stage).Select(g => g.Last()).OrderBy(v => v.Version)],
            };
    }
}

using System.Data.Common;
using System.Globalization;
using Dapper;
using Weathervane.Store.Artifacts;

namespace Weathervane.Store.Import;

/// <summary>Experiments of another store on their way in.</summary>
internal static class ExperimentImport
{
    // A file store makes its numbers up, of 18 digits; one that counts does not come so far, and need not count on from there.
    private const long LargestCounted = 1_000_000_000;

    /// <summary>Sentences on what stands in the way.</summary>
    internal static List<string> Conflicts(DbConnection connection, ForeignExperiment experiment)
    {
        var found = new List<string>();
        var here = NameOf(connection, experiment.Id);
        if (here is not null && here != experiment.Name && experiment.Id != 0)
        {
            found.Add(string.Create(CultureInfo.InvariantCulture, $"experiment {experiment.Id} is '{experiment.Name}' there, and '{here}' here."));
        }

        if (here is null && !experiment.Deleted && Named(connection, experiment.Name) is { } other)
        {
            found.Add(string.Create(CultureInfo.InvariantCulture, $"the experiment '{experiment.Name}' has the number {experiment.Id} there, and {other} here."));
        }

        return found;
    }

    internal static bool Add(DbConnection connection, ForeignExperiment experiment)
    {
        if (NameOf(connection, experiment.Id) is not null)
        {
            // The default experiment is always there: its labels come over all the same.
            Label(connection, experiment);
            return false;
        }

        connection.Execute(
            """
            INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, created_ms, updated_ms)
            VALUES (@Id, @Name, @location, @stage, @created, @updated)
            """,
            new
            {
                experiment.Id,
                experiment.Name,
                location = ArtifactStore.Scheme + experiment.Id.ToString(CultureInfo.InvariantCulture),
                stage = experiment.Deleted ? "deleted" : "active",
                created = experiment.Created.ToUnixTimeMilliseconds(),
                updated = experiment.Updated.ToUnixTimeMilliseconds(),
            });
        Label(connection, experiment);
        if (experiment.Id < LargestCounted)
        {
            ImportStore.CountFrom(connection, "experiment", experiment.Id);
        }

        return true;
    }

    private static void Label(DbConnection connection, ForeignExperiment experiment) => connection.Execute(
        "INSERT INTO experiment_tags (experiment_id, key, value) VALUES (@Id, @Key, @Value) ON CONFLICT DO NOTHING",
        experiment.Tags.Select(t => new { experiment.Id, t.Key, t.Value }));

    private static string? NameOf(DbConnection connection, long id) =>
        connection.ExecuteScalar<string?>("SELECT name FROM experiments WHERE experiment_id = @id", new { id });

    private static long? Named(DbConnection connection, string name) =>
        connection.ExecuteScalar<long?>("SELECT experiment_id FROM experiments WHERE name = @name AND lifecycle_stage = 'active'", new { name });
}

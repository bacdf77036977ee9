using System.Data.Common;
using System.Globalization;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Runs;

/// <summary>Experiments group runs; number 0 is called Default and is always there.</summary>
internal static class Experiments
{
    /// <summary>The number of the experiment of this name, made when there is none.</summary>
    internal static long Ensure(DbConnection connection, string name, long now)
    {
        var id = connection.ExecuteScalar<long?>(
            "SELECT experiment_id FROM experiments WHERE name = @name AND lifecycle_stage = 'active'", new { name });
        if (id is { } known)
        {
            return known;
        }

        var next = Counter.Next(connection, "experiment");
        connection.Execute(
            """
            INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, created_ms, updated_ms)
            VALUES (@next, @name, @location, 'active', @now, @now)
            """,
            new { next, name, location = ArtifactStore.Scheme + next.ToString(CultureInfo.InvariantCulture), now });
        return next;
    }
}

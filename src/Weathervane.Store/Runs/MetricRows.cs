using System.Data.Common;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Runs;

/// <summary>The metrics' history, and the latest value of each beside it.</summary>
internal static class MetricRows
{
    internal static void Append(DbConnection connection, string runId, IEnumerable<MetricPoint> points, long now)
    {
        var rows = points.Select(p => new MetricRow(
            p, p.Time?.ToUnixTimeMilliseconds() ?? now, double.IsNaN(p.Value) ? 0 : p.Value, double.IsNaN(p.Value) ? 1 : 0)).ToList();
        ManyRows.Insert(
            connection,
            "metrics (run_id, key, step, timestamp_ms, value, is_nan, model_id, dataset_name, dataset_digest)",
            [.. rows.Select(r => r.Values(runId))],
            "ON CONFLICT DO NOTHING");
        // Of each key the greatest alone: one statement may not touch a row twice.
        ManyRows.Insert(
            connection,
            "latest_metrics (run_id, key, step, timestamp_ms, value, is_nan)",
            [.. rows.GroupBy(r => r.Point.Key).Select(g => g.Aggregate((latest, next) => next.IsAtLeast(latest) ? next : latest).LatestValues(runId))],
            """
            ON CONFLICT (run_id, key) DO UPDATE SET
              step = excluded.step, timestamp_ms = excluded.timestamp_ms, value = excluded.value, is_nan = excluded.is_nan
            WHERE (excluded.step, excluded.timestamp_ms, excluded.value)
               >= (latest_metrics.step, latest_metrics.timestamp_ms, latest_metrics.value)
            """);
    }

    /// <summary>One metric's values, by step, then time, then value.</summary>
    /// <param name="connection">Inside a read.</param>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    /// <param name="offset">How many to leave out at the start.</param>
    /// <param name="limit">Most to return.</param>
    internal static IReadOnlyList<MetricPoint> History(DbConnection connection, string runId, string key, long offset = 0, long limit = long.MaxValue) =>
    [
        .. connection.Query<(long Step, long TimestampMs, double Value, long IsNan)>(
            """
            SELECT step, timestamp_ms, value, is_nan FROM metrics
            WHERE run_id = @runId AND key = @key ORDER BY step, timestamp_ms, value, is_nan LIMIT @limit OFFSET @offset
            """,
            new { runId, key, offset, limit })
            .Select(r => new MetricPoint(key, Number(r.Value, r.IsNan), r.Step, Instant.FromMs(r.TimestampMs))),
    ];

    /// <summary>The latest value of each metric that was logged as a score of a model, with the data that it was measured on.</summary>
    internal static ILookup<string, (string RunId, MetricPoint Point)> OfModels(DbConnection connection, IEnumerable<string> models) =>
        connection.Query<ModelMetricRow>(
            """
            SELECT model_id, run_id, key, step, timestamp_ms, value, is_nan, dataset_name, dataset_digest FROM (
              SELECT metrics.*, row_number() OVER (
                PARTITION BY model_id, key, dataset_name, dataset_digest ORDER BY step DESC, timestamp_ms DESC, value DESC) AS place
              FROM metrics WHERE model_id IN @models) latest
            WHERE place = 1 ORDER BY key
            """,
            new { models })
            .ToLookup(r => r.ModelId, r => (r.RunId, new MetricPoint(r.Key, Number(r.Value, r.IsNan), r.Step, Instant.FromMs(r.TimestampMs))
            {
                ModelId = r.ModelId,
                DatasetName = r.DatasetName,
                DatasetDigest = r.DatasetDigest,
            }));

    internal static double Number(double value, long isNan) => isNan == 0 ? value : double.NaN;

    private sealed record MetricRow(MetricPoint Point, long TimestampMs, double Value, long IsNan)
    {
        internal object?[] Values(string runId) => [.. LatestValues(runId), Point.ModelId, Point.DatasetName, Point.DatasetDigest];

        internal object?[] LatestValues(string runId) => [runId, Point.Key, Point.Step, TimestampMs, Value, IsNan];

        internal bool IsAtLeast(MetricRow other) =>
            (Point.Step, TimestampMs, Value).CompareTo((other.Point.Step, other.TimestampMs, other.Value)) >= 0;
    }

    private sealed record ModelMetricRow
    {
        public string ModelId { get; init; } = "";

        public string RunId { get; init; } = "";

        public string Key { get; init; } = "";

        public long Step { get; init; }

        public long TimestampMs { get; init; }

        public double Value { get; init; }

        public long IsNan { get; init; }

        public string? DatasetName { get; init; }

        public string? DatasetDigest { get; init; }
    }
}

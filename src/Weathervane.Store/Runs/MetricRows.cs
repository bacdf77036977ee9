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
            p.Key, p.Step, p.Time?.ToUnixTimeMilliseconds() ?? now, double.IsNaN(p.Value) ? 0 : p.Value, double.IsNaN(p.Value) ? 1 : 0)).ToList();
        ManyRows.Insert(connection, "metrics (run_id, key, step, timestamp_ms, value, is_nan)", [.. rows.Select(r => r.Values(runId))], "ON CONFLICT DO NOTHING");
        // Of each key the greatest alone: one statement may not touch a row twice.
        ManyRows.Insert(
            connection,
            "latest_metrics (run_id, key, step, timestamp_ms, value, is_nan)",
            [.. rows.GroupBy(r => r.Key).Select(g => g.Aggregate((latest, next) => next.IsAtLeast(latest) ? next : latest).Values(runId))],
            """
            ON CONFLICT (run_id, key) DO UPDATE SET
              step = excluded.step, timestamp_ms = excluded.timestamp_ms, value = excluded.value, is_nan = excluded.is_nan
            WHERE (excluded.step, excluded.timestamp_ms, excluded.value)
               >= (latest_metrics.step, latest_metrics.timestamp_ms, latest_metrics.value)
            """);
    }

    internal static IReadOnlyList<MetricPoint> History(DbConnection connection, string runId, string key) =>
    [
        .. connection.Query<(long Step, long TimestampMs, double Value, long IsNan)>(
            """
            SELECT step, timestamp_ms, value, is_nan FROM metrics
            WHERE run_id = @runId AND key = @key ORDER BY step, timestamp_ms, value, is_nan
            """,
            new { runId, key })
            .Select(r => new MetricPoint(key, Number(r.Value, r.IsNan), r.Step, Instant.FromMs(r.TimestampMs))),
    ];

    internal static double Number(double value, long isNan) => isNan == 0 ? value : double.NaN;

    private sealed record MetricRow(string Key, long Step, long TimestampMs, double Value, long IsNan)
    {
        internal object?[] Values(string runId) => [runId, Key, Step, TimestampMs, Value, IsNan];

        internal bool IsAtLeast(MetricRow other) =>
            (Step, TimestampMs, Value).CompareTo((other.Step, other.TimestampMs, other.Value)) >= 0;
    }
}

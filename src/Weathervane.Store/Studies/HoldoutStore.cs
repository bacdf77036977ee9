using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Studies;

/// <summary>One look at held-out bars.</summary>
/// <param name="Series">Which bars: the series' name, not a hash that one more bar would change.</param>
/// <param name="Label">What was forecast: <c>direction/1</c>.</param>
/// <param name="From">The open of the first bar looked at.</param>
/// <param name="To">The close of the last bar looked at.</param>
/// <param name="By">Who looked.</param>
/// <param name="RunId">The run that looked; null where none is in this workspace.</param>
public sealed record HoldoutLook(string Series, string Label, DateTimeOffset From, DateTimeOffset To, string By, string? RunId = null)
{
    /// <summary>When; set by the workspace's clock.</summary>
    public DateTimeOffset Time { get; init; }
}

/// <summary>Who looked at which held-out bars when: each look makes the next one worth less.</summary>
public sealed class HoldoutStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal HoldoutStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Records a look; call it before looking, so that a crash cannot hide it.</summary>
    /// <returns>The how-manieth look this is at a span of this series that overlaps, by anyone and for any label; from 1.</returns>
    public int Record(HoldoutLook look) => _database.Write(c =>
    {
        var span = new { look.Series, from = look.From.ToUnixTimeMilliseconds(), to = look.To.ToUnixTimeMilliseconds() };
        c.Execute(
            """
            INSERT INTO holdout_looks (look_id, run_id, series, label, from_ms, to_ms, looked_ms, looked_by)
            VALUES (@id, @RunId, @Series, @Label, @from, @to, @now, @By)
            """,
            new { id = Counter.Next(c, "holdout_look"), look.RunId, look.Series, look.Label, span.from, span.to, now = _clock.NowMs(), look.By });
        return c.ExecuteScalar<int>(
            "SELECT count(*) FROM holdout_looks WHERE series = @Series AND from_ms < @to AND to_ms > @from", span);
    });

    /// <summary>All looks at a series, in the order they were taken.</summary>
    public IReadOnlyList<HoldoutLook> Looks(string series) => _database.Read(c => c
        .Query<(string Label, long FromMs, long ToMs, string By, string? RunId, long LookedMs)>(
            "SELECT label, from_ms, to_ms, looked_by, run_id, looked_ms FROM holdout_looks WHERE series = @series ORDER BY look_id", new { series })
        .Select(r => new HoldoutLook(series, r.Label, Instant.FromMs(r.FromMs), Instant.FromMs(r.ToMs), r.By, r.RunId) { Time = Instant.FromMs(r.LookedMs) })
        .ToList());
}

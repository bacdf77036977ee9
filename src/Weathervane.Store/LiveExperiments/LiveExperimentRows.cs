using System.Data.Common;
using Dapper;
using Weathervane.Monitoring.Experiments;
using Weathervane.Store.Models;
using Weathervane.Store.Sql;

namespace Weathervane.Store.LiveExperiments;

/// <summary>The rows of experiments: only ever added.</summary>
internal static class LiveExperimentRows
{
    private const string NotEnded = "NOT EXISTS (SELECT 1 FROM live_events e WHERE e.live_experiment_id = x.live_experiment_id AND e.kind = 'ended')";

    internal static long Insert(DbConnection connection, long series, NewLiveExperiment asked, IReadOnlyList<LiveArm> arms, string by, long now, long? guards)
    {
        var id = Counter.Next(connection, "live_experiment");
        connection.Execute(
            """
            INSERT INTO live_experiments (live_experiment_id, series_id, mode, alpha, horizon, promote, from_ms, started_ms, started_by, reason, guards, bets)
            VALUES (@id, @series, @mode, @Alpha, @horizon, @promote, @from, @now, @by, @Reason, @guards, @bets)
            """,
            new
            {
                id, series, mode = Word(asked.Mode), asked.Alpha, horizon = (long)asked.Horizon, promote = asked.Promote ? 1L : 0L,
                from = asked.From?.ToUnixTimeMilliseconds() ?? now, now, by, asked.Reason, guards, bets = (long)BetRule.Folding,
            });
        ManyRows.Insert(
            connection, "live_arms (live_experiment_id, arm, reference, model, version, weight)",
            [.. arms.Select(a => new object?[] { id, (long)a.Arm, a.Reference, a.Model, a.Version, a.Weight })]);
        return id;
    }

    /// <summary>A refresh has moved the champion's alias: running experiments of that champion go on with the fresh version.</summary>
    /// <param name="connection">In the transaction that moves the alias.</param>
    /// <param name="before">Where the alias stood.</param>
    /// <param name="version">Where it is put.</param>
    /// <param name="now">Bars that close from here on are the fresh version's.</param>
    internal static void Refresh(DbConnection connection, ModelVersion before, long version, long now)
    {
        foreach (var experiment in Read(connection, NotEnded, new { }).Where(x => x.Champion.Model == before.Name && x.Champion.Version == before.Version
            && ModelReference.Parse(x.Champion.Reference).Alias == ModelName.Champion))
        {
            connection.Execute("INSERT INTO live_refreshes (live_experiment_id, version, from_ms) VALUES (@Id, @version, @now)", new { experiment.Id, version, now });
        }
    }

    internal static void Add(DbConnection connection, long id, LiveEvent told) => connection.Execute(
        """
        INSERT INTO live_events (live_event_id, live_experiment_id, arm, kind, happened_ms, happened_by, reason, evidence)
        VALUES (@event, @id, @arm, @kind, @ms, @By, @Reason, @Evidence)
        """,
        new { @event = Counter.Next(connection, "live_event"), id, arm = (long?)told.Arm, kind = Word(told.Kind), ms = told.Time.ToUnixTimeMilliseconds(), told.By, told.Reason, told.Evidence });

    internal static LiveExperiment? Find(DbConnection connection, long id) => Read(connection, "x.live_experiment_id = @id", new { id }).FirstOrDefault();

    internal static List<LiveExperiment> Running(DbConnection connection, long series) => Read(connection, $"x.series_id = @series AND {NotEnded}", new { series });

    /// <summary>The newest first.</summary>
    internal static List<LiveExperiment> List(DbConnection connection, string? series, bool running, int limit) => Read(
        connection, $"{(series is null ? "1 = 1" : "s.name = @series")} AND {(running ? NotEnded : "1 = 1")} ORDER BY x.live_experiment_id DESC LIMIT @limit", new { series, limit });

    private static List<LiveExperiment> Read(DbConnection connection, string where, object parameters)
    {
        var rows = connection.Query<Row>(
            $"""
            SELECT x.live_experiment_id, s.name AS series, x.mode, x.alpha, x.horizon, x.promote, x.from_ms, x.started_ms, x.started_by, x.reason, x.guards, x.bets
            FROM live_experiments x JOIN series s ON s.series_id = x.series_id WHERE {where}
            """,
            parameters).AsList();
        return [.. rows.Select(Whole)];

        LiveExperiment Whole(Row r)
        {
            var arms = Arms(connection, r.LiveExperimentId);
            ChampionVersion[] champions = [new(arms[0].Version, Instant.FromMs(r.FromMs)), .. Refreshes(connection, r.LiveExperimentId)];
            return new LiveExperiment
            {
                Id = r.LiveExperimentId,
                Series = r.Series,
                Mode = Enum.Parse<LiveMode>(r.Mode, ignoreCase: true),
                Alpha = r.Alpha,
                Horizon = (int)r.Horizon,
                Promote = r.Promote != 0,
                From = Instant.FromMs(r.FromMs),
                Started = Instant.FromMs(r.StartedMs),
                By = r.StartedBy,
                Reason = r.Reason,
                Guards = r.Guards,
                Bets = (BetRule)r.Bets,
                Arms = [arms[0] with { Version = champions[^1].Version }, .. arms.Skip(1)],
                Champions = champions,
                Events = Events(connection, r.LiveExperimentId),
            };
        }
    }

    private static List<LiveArm> Arms(DbConnection connection, long id) =>
    [
        .. connection.Query<(long Arm, string Reference, string Model, long Version, double Weight)>(
            "SELECT arm, reference, model, version, weight FROM live_arms WHERE live_experiment_id = @id ORDER BY arm", new { id })
            .Select(a => new LiveArm((int)a.Arm, a.Reference, a.Model, a.Version, a.Weight)),
    ];

    private static IEnumerable<ChampionVersion> Refreshes(DbConnection connection, long id) =>
        connection.Query<(long Version, long FromMs)>("SELECT version, from_ms FROM live_refreshes WHERE live_experiment_id = @id ORDER BY version", new { id })
            .Select(r => new ChampionVersion(r.Version, Instant.FromMs(r.FromMs)));

    private static List<LiveEvent> Events(DbConnection connection, long id) =>
    [
        .. connection.Query<(long? Arm, string Kind, long Ms, string By, string Reason, string? Evidence)>(
            "SELECT arm, kind, happened_ms, happened_by, reason, evidence FROM live_events WHERE live_experiment_id = @id ORDER BY live_event_id", new { id })
            .Select(e => new LiveEvent((int?)e.Arm, Enum.Parse<LiveEventKind>(e.Kind.Replace("-", "", StringComparison.Ordinal), ignoreCase: true), Instant.FromMs(e.Ms), e.By, e.Reason, e.Evidence)),
    ];

    private static string Word(LiveMode mode) => mode.ToString().ToLowerInvariant();

    private static string Word(LiveEventKind kind) => kind == LiveEventKind.RolledBack ? "rolled-back" : kind.ToString().ToLowerInvariant();

    private sealed record Row
    {
        public long LiveExperimentId { get; init; }

        public string Series { get; init; } = "";

        public string Mode { get; init; } = "";

        public double Alpha { get; init; }

        public long Horizon { get; init; }

        public long Promote { get; init; }

        public long FromMs { get; init; }

        public long StartedMs { get; init; }

        public string StartedBy { get; init; } = "";

        public string Reason { get; init; } = "";

        public long? Guards { get; init; }

        public long Bets { get; init; }
    }
}

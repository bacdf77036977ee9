using System.Data.Common;
using System.Text.Json;
using Dapper;
using Weathervane.Store.Live;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Retraining;

/// <summary>When the models of series are trained again, and what came of it. A result is kept only by who still holds the lease, once.</summary>
/// <remarks>All its moments are of the store's clock: what one server asks for and another does has an order, however far their own clocks are apart.</remarks>
public sealed class RetrainingStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal RetrainingStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>This moment, on the clock that requests and events are kept by.</summary>
    public DateTimeOffset Now() => _database.Read(c => Instant.FromMs(_database.NowMs(c, _clock)));

    /// <summary>Plans when the model of a series is trained again.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="plan">When; null for never, not even on drift.</param>
    /// <param name="by">Who says so.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public void SetPlan(string series, RetrainingPlan? plan, string by) => _database.Write(c =>
    {
        var id = IdOf(c, series);
        c.Execute("DELETE FROM retraining_plans WHERE series_id = @id", new { id });
        if (plan is not null)
        {
            c.Execute(
                "INSERT INTO retraining_plans (series_id, plan, changed_ms, changed_by) VALUES (@id, @plan, @now, @by)",
                new { id, plan = JsonSerializer.Serialize(plan, Json), now = _database.NowMs(c, _clock), by });
        }
    });

    /// <summary>The plan of a series; null where its model is not trained again.</summary>
    /// <exception cref="InputException">There is no such series.</exception>
    public RetrainingPlan? PlanOf(string series) => _database.Read(c =>
        c.ExecuteScalar<string?>("SELECT plan FROM retraining_plans WHERE series_id = @id", new { id = IdOf(c, series) })) is { } text ? Parse(text) : null;

    /// <summary>The series whose models are trained again, by name.</summary>
    public IReadOnlyList<(string Series, RetrainingPlan Plan)> Plans() => _database.Read(c => (IReadOnlyList<(string, RetrainingPlan)>)
    [
        .. c.Query<(string Name, string Plan)>("SELECT s.name, p.plan FROM retraining_plans p JOIN series s ON s.series_id = p.series_id ORDER BY s.name")
            .Select(r => (r.Name, Parse(r.Plan))),
    ]);

    /// <summary>Keeps what came of work under a lease, and moves the champion's alias with it, in one transaction.</summary>
    /// <param name="lease">Shown as proof that nobody else has taken over meanwhile.</param>
    /// <param name="series">The series' name.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="version">The version that forecasts from then on; of <see cref="SeriesEventKind.Refreshed"/> the one that becomes the champion.</param>
    /// <param name="words">The evidence.</param>
    /// <param name="champion">The champion that was refreshed: experiments on it go on with the fresh version. Where it is the champion no more, the alias stays where somebody has put it,
    /// and the refresh counts as <see cref="SeriesEventKind.Kept"/>. Null where the refreshed version was no champion.</param>
    /// <returns>False where another holds the lease by now: nothing was kept.</returns>
    public bool Finish(Lease lease, string series, SeriesEventKind kind, ModelVersion version, string words, ModelVersion? champion = null) => _database.Write(c =>
    {
        if (!LeaseStore.IsHeld(c, lease))
        {
            return false;
        }

        var now = _database.NowMs(c, _clock);
        if (kind == SeriesEventKind.Refreshed && champion is not null && AliasRows.Current(AliasRows.Moves(c, champion.ModelKey, champion.Name)).GetValueOrDefault(ModelName.Champion) is var stands && stands != champion.Version)
        {
            (kind, words) = (SeriesEventKind.Kept, $"{champion.Reference} was refreshed, but is the champion no more: {words}");
        }

        c.Execute(
            "INSERT INTO series_events (series_event_id, series_id, kind, happened_ms, model, version, words) VALUES (@event, @id, @kind, @now, @Name, @Version, @words)",
            new { @event = Counter.Next(c, "series event"), id = IdOf(c, series), kind = SeriesEventWords.Of(kind), now, version.Name, version.Version, words });
        if (kind == SeriesEventKind.Refreshed)
        {
            if (champion is not null)
            {
                LiveExperimentRows.Refresh(c, champion, version.Version, now);
            }

            AliasRows.Add(c, version.ModelKey, new AliasMove(version.Name, ModelName.Champion, version.Version, MoveKind.Set, Instant.FromMs(now), "retraining", $"refresh on the bars of {series}", words));
        }

        return true;
    });

    /// <summary>What happened, the newest first.</summary>
    /// <param name="series">Only to this series; null for all.</param>
    /// <param name="limit">Most to return.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public IReadOnlyList<SeriesEvent> Events(string? series = null, int limit = 100) => _database.Read(c => Rows(
        c,
        $"{(series is null ? "" : "WHERE e.series_id = @id")} ORDER BY e.series_event_id DESC LIMIT @limit",
        new { id = series is null ? 0 : IdOf(c, series), limit }));

    /// <summary>What no alert has told yet, the oldest first.</summary>
    /// <param name="limit">Most to return.</param>
    public IReadOnlyList<SeriesEvent> Untold(int limit = 100) => _database.Read(c => Rows(c, "WHERE e.told_ms IS NULL ORDER BY e.series_event_id LIMIT @limit", new { limit }));

    /// <summary>An alert of it has arrived.</summary>
    /// <param name="id">The event's number.</param>
    public void Told(long id) => _database.Write(c =>
    {
        c.Execute("UPDATE series_events SET told_ms = @now WHERE series_event_id = @id AND told_ms IS NULL", new { id, now = _clock.NowMs() });
    });

    private static long IdOf(DbConnection connection, string series) => (SeriesStore.Find(connection, series) ?? throw SeriesStore.Unknown(series)).Id;

    private static RetrainingPlan Parse(string text) => JsonSerializer.Deserialize<RetrainingPlan>(text, Json)!;

    private static IReadOnlyList<SeriesEvent> Rows(DbConnection connection, string rest, object parameters) =>
    [
        .. connection.Query<(long Id, string Series, string Kind, long HappenedMs, string Model, long Version, string Words)>(
            $"SELECT e.series_event_id, s.name, e.kind, e.happened_ms, e.model, e.version, e.words FROM series_events e JOIN series s ON s.series_id = e.series_id {rest}", parameters)
            .Select(r => new SeriesEvent(r.Id, r.Series, Enum.Parse<SeriesEventKind>(r.Kind, ignoreCase: true), Instant.FromMs(r.HappenedMs), r.Model, r.Version, r.Words)),
    ];
}

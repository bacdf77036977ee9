using System.Data.Common;
using Dapper;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;
using Weathervane.Store.Sql;
using Weathervane.Store.Studies;

namespace Weathervane.Store.Live;

/// <summary>Forecasts of a version over bars that were there before they were asked for, as jobs that the servers do under leases.</summary>
public sealed class BackfillStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal BackfillStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>The lease under which a job is done.</summary>
    /// <param name="id">The job's number.</param>
    public static string LeaseOf(long id) => FormattableString.Invariant($"backfill/{id}");

    /// <summary>Asks the servers for forecasts.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="version">Who forecasts.</param>
    /// <param name="from">Bars from here on; null is from the end of the version's training.</param>
    /// <param name="to">Bars before; null is as far as outcomes are known.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public Backfill Ask(string series, ModelVersion version, DateTimeOffset? from, DateTimeOffset? to, string by) => _database.Write(c =>
    {
        var seriesId = (SeriesStore.Find(c, series) ?? throw SeriesStore.Unknown(series)).Id;
        var id = Counter.Next(c, "backfill");
        c.Execute(
            "INSERT INTO backfills (backfill_id, series_id, model, version, from_ms, to_ms, asked_ms, asked_by) VALUES (@id, @seriesId, @Name, @Version, @from, @to, @now, @by)",
            new { id, seriesId, version.Name, version.Version, from = from?.ToUnixTimeMilliseconds(), to = to?.ToUnixTimeMilliseconds(), now = _database.NowMs(c, _clock), by });
        return Rows(c, "b.backfill_id = @id", new { id })[0];
    });

    /// <summary>The jobs that have not ended, the oldest first.</summary>
    public IReadOnlyList<Backfill> Open() => _database.Read(c => Rows(c, "b.ended_ms IS NULL ORDER BY b.backfill_id", new { }));

    /// <summary>The jobs of a series, the newest first.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="limit">Most to return.</param>
    public IReadOnlyList<Backfill> Of(string series, int limit = 100) => _database.Read(c => Rows(c, "s.name = @series ORDER BY b.backfill_id DESC LIMIT @limit", new { series, limit }));

    /// <summary>Keeps what came of a job, in one transaction with its end. A bar that the version has forecast already stays as it is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="forecasts">In time order, all of the job's version.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="words">What came of it.</param>
    /// <param name="lease">Shown as proof that no other server has begun it anew.</param>
    /// <returns>False where another has, or the job had ended: nothing was kept.</returns>
    public bool Finish(Backfill job, IReadOnlyList<KeptForecast> forecasts, JobOutcome outcome, string words, Lease lease) => _database.Write(c =>
    {
        if (!LeaseStore.IsHeld(c, lease) || c.ExecuteScalar<long>("SELECT count(*) FROM backfills WHERE backfill_id = @Id AND ended_ms IS NULL", new { job.Id }) == 0)
        {
            return false;
        }

        c.Execute(
            "UPDATE backfills SET ended_ms = @now, outcome = @outcome, words = @words, forecasts = @added WHERE backfill_id = @Id",
            new
            {
                now = _database.NowMs(c, _clock), outcome = outcome.ToString().ToLowerInvariant(), words, job.Id,
                added = ForecastStore.Keep(c, job.Series, forecasts, _clock.NowMs(), backfilled: true),
            });
        LeaseStore.Remove(c, lease);
        return true;
    });

    private static List<Backfill> Rows(DbConnection connection, string where, object parameters) =>
    [
        .. connection.Query<Row>(
            $"""
            SELECT b.backfill_id, s.name, b.model, b.version, b.from_ms, b.to_ms, b.asked_ms, b.asked_by, b.ended_ms, b.outcome, b.words, b.forecasts
            FROM backfills b JOIN series s ON s.series_id = b.series_id WHERE {where}
            """,
            parameters).Select(r => new Backfill(r.BackfillId, r.Name, r.Model, r.Version, Moment(r.FromMs), Moment(r.ToMs), Instant.FromMs(r.AskedMs), r.AskedBy)
            {
                Ended = Moment(r.EndedMs),
                Outcome = r.Outcome is { } outcome ? Enum.Parse<JobOutcome>(outcome, ignoreCase: true) : null,
                Words = r.Words,
                Forecasts = r.Forecasts,
            }),
    ];

    private static DateTimeOffset? Moment(long? ms) => ms is { } known ? Instant.FromMs(known) : null;

    private sealed record Row
    {
        public long BackfillId { get; init; }

        public string Name { get; init; } = "";

        public string Model { get; init; } = "";

        public long Version { get; init; }

        public long? FromMs { get; init; }

        public long? ToMs { get; init; }

        public long AskedMs { get; init; }

        public string AskedBy { get; init; } = "";

        public long? EndedMs { get; init; }

        public string? Outcome { get; init; }

        public string? Words { get; init; }

        public long Forecasts { get; init; }
    }
}

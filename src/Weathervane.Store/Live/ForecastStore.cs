using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Live;

/// <summary>Forecasts as they were made, with what came of them. One a series, version and bar, however many servers make them.</summary>
public sealed class ForecastStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal ForecastStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Keeps forecasts of one version over a series as its bars stand now: new ones are added, known ones get their outcome,
    /// and a value that differs since bars were corrected stands beside the one that was said.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="forecasts">In time order, all of one version.</param>
    /// <returns>How many were new.</returns>
    /// <exception cref="InputException">There is no such series.</exception>
    public int Keep(string series, IReadOnlyList<KeptForecast> forecasts) =>
        forecasts.Count == 0 ? 0 : _database.Write(c => Keep(c, series, forecasts, _clock.NowMs(), backfilled: false));

    internal static int Keep(DbConnection c, string series, IReadOnlyList<KeptForecast> forecasts, long now, bool backfilled)
    {
        if (forecasts.Count == 0)
        {
            return 0;
        }

        var id = (SeriesStore.Find(c, series) ?? throw SeriesStore.Unknown(series)).Id;
        var (model, version) = (forecasts[0].Model, forecasts[0].Version);
        // Every bar has all forecasts since the training compared with those that are kept: of them no more is read, and held, than is compared.
        var known = new Dictionary<long, Said>();
        foreach (var (bar, probability, isNan, revised, outcome) in c.Query<(long, double, long, double?, long?)>(
            "SELECT bar_ms, probability, is_nan, revised, outcome FROM forecasts WHERE series_id = @id AND model = @model AND version = @version AND bar_ms BETWEEN @from AND @to",
            new { id, model, version, from = Ms(forecasts[0].Bar), to = Ms(forecasts[^1].Bar) },
            buffered: false))
        {
            known.Add(bar, new Said(isNan == 0 ? probability : double.NaN, revised, (int?)outcome));
        }

        var added = forecasts.Where(f => !known.ContainsKey(Ms(f.Bar))).ToList();
        ManyRows.Insert(
            c,
            "forecasts (series_id, model, version, bar_ms, known_ms, target_ms, probability, is_nan, threshold, likely, familiarity, made_ms, outcome, outcome_ms, backfilled, behind)",
            [
                .. added.Select(f => new object?[]
                {
                    id, model, version, Ms(f.Bar), Ms(f.KnownAt), Ms(f.Target), double.IsNaN(f.Probability) ? 0.0 : f.Probability, double.IsNaN(f.Probability) ? 1L : 0L,
                    f.Threshold, f.Set, f.Familiarity, now, (long?)f.Outcome, f.Outcome is null ? null : now, backfilled ? 1L : 0L, f.Behind is { Count: > 0 } behind ? JsonSerializer.Serialize(behind) : null,
                }),
            ]);
        foreach (var forecast in forecasts)
        {
            if (!known.TryGetValue(Ms(forecast.Bar), out var old))
            {
                continue;
            }

            var revised = (old.Revised ?? old.Probability).Equals(forecast.Probability) || double.IsNaN(forecast.Probability) ? old.Revised : forecast.Probability;
            if (revised != old.Revised || forecast.Outcome != old.Outcome)
            {
                c.Execute(
                    """
                    UPDATE forecasts SET outcome = @outcome, outcome_ms = @outcomeMs, revised = @revised, revised_ms = @revisedMs
                    WHERE series_id = @id AND model = @model AND version = @version AND bar_ms = @bar
                    """,
                    new
                    {
                        id, model, version, bar = Ms(forecast.Bar), outcome = (long?)forecast.Outcome, outcomeMs = forecast.Outcome is null ? (long?)null : now,
                        revised, revisedMs = revised is null ? (long?)null : now,
                    });
            }
        }

        return added.Count;
    }

    /// <summary>Forecasts of a series, the newest first.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="reference">Only of this version, as <c>name:3</c>; null is all.</param>
    /// <param name="from">Bars from here on; null is all.</param>
    /// <param name="to">Bars before; null is all.</param>
    /// <param name="limit">Most to return.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public IReadOnlyList<KeptForecast> List(string series, string? reference = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int limit = 1000) => _database.Read(c =>
    {
        var id = (SeriesStore.Find(c, series) ?? throw SeriesStore.Unknown(series)).Id;
        // Model and version apart: so the index leads to the newest of a version at once.
        var cut = reference?.LastIndexOf(':') ?? -1;
        var (model, version) = cut > 0 && long.TryParse(reference.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (reference![..cut], number) : (reference, -1);
        return (IReadOnlyList<KeptForecast>)Rows(
            c,
            $"series_id = @id AND bar_ms >= @from AND bar_ms < @to {(reference is null ? "" : "AND model = @model AND version = @version")} ORDER BY bar_ms DESC, model, version DESC LIMIT @limit",
            new { id, model, version, limit, from = from is { } f ? Ms(f) : long.MinValue, to = to is { } t ? Ms(t) : long.MaxValue });
    });

    /// <summary>The newest forecast of a series; null while there is none.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="reference">Only of this version, as <c>name:3</c>; null is any.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public KeptForecast? Latest(string series, string? reference = null) => List(series, reference, limit: 1) is [var latest] ? latest : null;

    /// <summary>What two versions said of the same bars, and what came of it, in time order: a row for each bar that the first forecast when it closed. What
    /// was filled in afterwards is no part of it.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="champion">The first, as <c>name:3</c>.</param>
    /// <param name="challenger">The second.</param>
    /// <param name="from">Bars that close from here on.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public IReadOnlyList<ForecastPair> Pairs(string series, string champion, string challenger, DateTimeOffset from) => _database.Read(c =>
    {
        var id = (SeriesStore.Find(c, series) ?? throw SeriesStore.Unknown(series)).Id;
        var (first, second) = (Models.ModelReference.Parse(champion), Models.ModelReference.Parse(challenger));
        return (IReadOnlyList<ForecastPair>)[.. c.Query<(long Bar, long Known, double P, long PNan, double? Q, long? QNan, long? Outcome)>(
            """
            SELECT a.bar_ms, a.known_ms, a.probability, a.is_nan, b.probability, b.is_nan, a.outcome
            FROM forecasts a
            LEFT JOIN forecasts b ON b.series_id = a.series_id AND b.bar_ms = a.bar_ms AND b.model = @otherModel AND b.version = @otherVersion AND b.backfilled = 0
            WHERE a.series_id = @id AND a.model = @model AND a.version = @version AND a.known_ms >= @from AND a.backfilled = 0 ORDER BY a.bar_ms
            """,
            new { id, model = first.Name, version = first.Version, otherModel = second.Name, otherVersion = second.Version, from = Ms(from) })
            .Select(r => new ForecastPair(
                Instant.FromMs(r.Bar), Instant.FromMs(r.Known), r.PNan == 0 ? r.P : double.NaN, r.QNan == 0 ? r.Q!.Value : double.NaN, (int?)r.Outcome))];
    });

    /// <summary>Adds answers; call it with many at once.</summary>
    public void Log(IReadOnlyList<Answer> answers)
    {
        if (answers.Count > 0)
        {
            _database.Write(c =>
            {
                var id = Counter.Take(c, "answer", answers.Count) - answers.Count;
                ManyRows.Insert(
                    c,
                    "answers (answer_id, made_ms, model, version, probability, is_nan, caller)",
                    [.. answers.Select(a => new object?[] { ++id, Ms(a.Made), a.Model, a.Version, double.IsNaN(a.Probability) ? 0.0 : a.Probability, double.IsNaN(a.Probability) ? 1L : 0L, a.Caller })]);
            });
        }
    }

    /// <summary>The newest answers, the newest first.</summary>
    public IReadOnlyList<Answer> Answers(int limit = 100) => _database.Read(c => (IReadOnlyList<Answer>)[.. c.Query<(long MadeMs, string Model, long Version, double Probability, long IsNan, string Caller)>(
        "SELECT made_ms, model, version, probability, is_nan, caller FROM answers ORDER BY answer_id DESC LIMIT @limit", new { limit })
        .Select(r => new Answer(Instant.FromMs(r.MadeMs), r.Model, r.Version, r.IsNan == 0 ? r.Probability : double.NaN, r.Caller))]);

    private static List<KeptForecast> Rows(DbConnection connection, string where, object parameters) =>
    [
        .. connection.Query<Row>(
            $"""
            SELECT model, version, bar_ms, known_ms, target_ms, probability, is_nan, threshold, likely, familiarity, made_ms, revised, outcome, backfilled, behind
            FROM forecasts WHERE {where}
            """,
            parameters)
            .Select(r => new KeptForecast
            {
                Model = r.Model,
                Version = r.Version,
                Bar = Instant.FromMs(r.BarMs),
                KnownAt = Instant.FromMs(r.KnownMs),
                Target = Instant.FromMs(r.TargetMs),
                Probability = r.IsNan == 0 ? r.Probability : double.NaN,
                Threshold = r.Threshold,
                Set = r.Likely,
                Familiarity = r.Familiarity,
                Made = Instant.FromMs(r.MadeMs),
                Revised = r.Revised,
                Outcome = (int?)r.Outcome,
                Backfilled = r.Backfilled == 1,
                Behind = r.Behind is { } behind ? JsonSerializer.Deserialize<string[]>(behind) : null,
            }),
    ];

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>What is kept of a forecast that can change.</summary>
    private readonly record struct Said(double Probability, double? Revised, int? Outcome);

    private sealed record Row
    {
        public string Model { get; init; } = "";

        public long Version { get; init; }

        public long BarMs { get; init; }

        public long KnownMs { get; init; }

        public long TargetMs { get; init; }

        public double Probability { get; init; }

        public long IsNan { get; init; }

        public double Threshold { get; init; }

        public string? Likely { get; init; }

        public double? Familiarity { get; init; }

        public long MadeMs { get; init; }

        public double? Revised { get; init; }

        public long Backfilled { get; init; }

        public long? Outcome { get; init; }

        public string? Behind { get; init; }
    }
}

using System.Data.Common;
using System.Text.Json;
using Dapper;
using Weathervane.Bars;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Live;

/// <summary>Bars as they came in. A bar that comes again changes nothing; one with other values is a correction, and the old ones are kept.</summary>
public sealed class SeriesStore
{
    private const double LongestWaitSeconds = 7 * 86_400;
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal SeriesStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Adds a series, or changes the models of the one that is there.</summary>
    /// <param name="name">Letters, digits, '.', '-' and '_'; at most 100.</param>
    /// <param name="interval">The length of a bar: <c>1h</c>.</param>
    /// <param name="models">References of models; the first answers for the series.</param>
    /// <param name="joined">Which series are the further ones that the models read, by the models' name of them; null leaves it as it is.</param>
    /// <param name="waitSeconds">How long a forecast waits for their bars, 0 to 7 days; null leaves it as it is.</param>
    /// <exception cref="InputException">The name, the interval or the wait cannot be taken, or the series is there with bars of another length.</exception>
    public KeptSeries Put(string name, string interval, IReadOnlyList<string> models, IReadOnlyDictionary<string, string>? joined = null, double? waitSeconds = null)
    {
        var problems = new List<InputProblem>();
        if (name.Length is 0 or > 100 || name is "." or ".." || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            problems.Add(new("name", $"'{(name.Length > 100 ? name[..100] + "..." : name)}' is no name of a series.", "1 to 100 letters, digits, '.', '-' or '_', and not dots alone."));
        }

        if (!IntervalText.TryParse(interval, out var length))
        {
            problems.Add(new("interval", $"'{interval}' is no length of a bar.", "Write it as 1h, 15m or 1d."));
        }

        if (waitSeconds is { } seconds && !(seconds >= 0 && seconds <= LongestWaitSeconds))
        {
            problems.Add(new("waitSeconds", FormattableString.Invariant($"is {seconds}."), FormattableString.Invariant($"0 to {LongestWaitSeconds}.")));
        }

        if (joined?.FirstOrDefault(j => j.Value == name) is { Key: { } self })
        {
            problems.Add(new($"joined.{self}", "is the series itself.", "Name another series."));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }

        interval = IntervalText.Format(length);
        return _database.Write(c =>
        {
            if (Find(c, name) is { } known)
            {
                if (known.Interval != interval)
                {
                    throw new InputException($"series {name}", $"its bars are of {known.Interval}, not of {interval}.", "Use another name.");
                }

                c.Execute("UPDATE series SET models = @models, joined = @joined, wait_ms = @wait, changes = changes + 1 WHERE series_id = @Id",
                    new { models = JsonSerializer.Serialize(models), joined = JsonSerializer.Serialize(joined ?? known.Joined), wait = Milliseconds(waitSeconds ?? known.WaitSeconds), known.Id });
            }
            else
            {
                c.Execute(
                    "INSERT INTO series (series_id, name, bar_length, models, joined, wait_ms, changes, created_ms) VALUES (@id, @name, @interval, @models, @joined, @wait, 0, @now)",
                    new
                    {
                        id = Counter.Next(c, "series"), name, interval, models = JsonSerializer.Serialize(models), joined = JsonSerializer.Serialize(joined ?? new Dictionary<string, string>()),
                        wait = Milliseconds(waitSeconds ?? KeptSeries.StandardWaitSeconds), now = _clock.NowMs(),
                    });
            }

            return Find(c, name)!;
        });
    }

    /// <summary>All series, by name.</summary>
    public IReadOnlyList<KeptSeries> List() => _database.Read(c => Rows(c, "1 = 1 ORDER BY name", new { }));

    /// <summary>One series.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public KeptSeries Get(string name) => _database.Read(c => Find(c, name)) ?? throw Unknown(name);

    /// <summary>Takes bars, in any order, as often as they come.</summary>
    /// <param name="name">The series.</param>
    /// <param name="bars">Closed bars; of one open the last counts.</param>
    /// <exception cref="InputException">There is no such series, or bars are not such as a market makes: all problems at once; nothing was taken.</exception>
    public BarsTaken Take(string name, IReadOnlyList<Bar> bars)
    {
        BarChecks.Refuse(bars, LengthOf(Get(name)), _clock.GetUtcNow());
        var given = new SortedDictionary<long, Bar>();
        foreach (var bar in bars)
        {
            given[Ms(bar.Time)] = bar;
        }

        return given.Count == 0 ? new BarsTaken(0, 0, 0) : _database.Write(c =>
        {
            var series = Find(c, name) ?? throw Unknown(name);
            var known = Read(c, series.Id, given.Keys.First(), given.Keys.Last()).ToDictionary(r => r.OpenMs);
            // By the store's clock: a forecast waits from then on, whichever server took the bar and whichever forecasts it.
            var now = _database.NowMs(c, _clock);
            var changed = given.Where(g => known.TryGetValue(g.Key, out var old) && old.Bar != g.Value).ToList();
            foreach (var (open, bar) in changed)
            {
                c.Execute(
                    """
                    INSERT INTO bar_corrections (series_id, open_ms, correction, open, high, low, close, volume, received_ms, corrected_ms)
                    SELECT series_id, open_ms, (SELECT count(*) FROM bar_corrections k WHERE k.series_id = b.series_id AND k.open_ms = b.open_ms),
                      open, high, low, close, volume, received_ms, @now
                    FROM bars b WHERE series_id = @Id AND open_ms = @open
                    """,
                    new { series.Id, open, now });
                c.Execute("DELETE FROM bars WHERE series_id = @Id AND open_ms = @open", new { series.Id, open });
            }

            var added = given.Where(g => !known.ContainsKey(g.Key)).ToList();
            ManyRows.Insert(
                c,
                "bars (series_id, open_ms, open, high, low, close, volume, received_ms)",
                [.. added.Concat(changed).Select(g => new object?[] { series.Id, g.Key, g.Value.Open, g.Value.High, g.Value.Low, g.Value.Close, g.Value.Volume, now })]);
            if (added.Count + changed.Count > 0)
            {
                c.Execute("UPDATE series SET changes = changes + 1 WHERE series_id = @Id", new { series.Id });
            }

            return new BarsTaken(added.Count, changed.Count, given.Count - added.Count - changed.Count);
        });
    }

    /// <summary>The bars of a series in time order.</summary>
    /// <param name="name">The series.</param>
    /// <param name="from">First open, included; null is from the start.</param>
    /// <param name="to">Last open, not included; null is to the end.</param>
    /// <param name="last">Only the last so many; null is all.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public BarSeries Bars(string name, DateTimeOffset? from = null, DateTimeOffset? to = null, int? last = null) => _database.Read(c =>
    {
        var series = Find(c, name) ?? throw Unknown(name);
        return BarRows.Read(c, series, LengthOf(series), from?.ToUnixTimeMilliseconds() ?? long.MinValue, (to?.ToUnixTimeMilliseconds() - 1) ?? long.MaxValue, last);
    });

    /// <summary>When the newest bars came in, by their open.</summary>
    /// <param name="name">The series.</param>
    /// <param name="from">First open, included.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    public IReadOnlyDictionary<DateTimeOffset, DateTimeOffset> Received(string name, DateTimeOffset from) => _database.Read(c =>
    {
        var series = Find(c, name) ?? throw Unknown(name);
        return (IReadOnlyDictionary<DateTimeOffset, DateTimeOffset>)c.Query<(long Open, long Received)>(
            "SELECT open_ms, received_ms FROM bars WHERE series_id = @Id AND open_ms >= @from", new { series.Id, from = from.ToUnixTimeMilliseconds() })
            .ToDictionary(r => Instant.FromMs(r.Open), r => Instant.FromMs(r.Received));
    });

    /// <summary>What was corrected, the newest first.</summary>
    /// <exception cref="InputException">There is no such series.</exception>
    public IReadOnlyList<BarCorrection> Corrections(string name, int limit = 100) => _database.Read(c =>
    {
        var series = Find(c, name) ?? throw Unknown(name);
        return (IReadOnlyList<BarCorrection>)[.. c.Query<BarRow>(
            """
            SELECT open_ms, open, high, low, close, volume, received_ms, corrected_ms FROM bar_corrections
            WHERE series_id = @Id ORDER BY corrected_ms DESC, open_ms DESC, correction DESC LIMIT @limit
            """,
            new { series.Id, limit }).Select(r => new BarCorrection(r.Bar, Instant.FromMs(r.ReceivedMs), Instant.FromMs(r.CorrectedMs)))];
    });

    internal static KeptSeries? Find(DbConnection connection, string name) => Rows(connection, "name = @name", new { name }).FirstOrDefault();

    internal static InputException Unknown(string name) =>
        new($"series {name}", "there is no such series.", "PUT /api/v1/series/NAME makes one; so do 'vane up BARS.csv' and 'vane serve --feed'.") { Kind = InputKind.NotFound };

    private static TimeSpan LengthOf(KeptSeries series) => IntervalText.TryParse(series.Interval, out var length)
        ? length
        : throw new InvalidDataException($"series {series.Name}: its bars' length '{series.Interval}' cannot be read; the store is damaged. 'vane store check' says more.");

    private static List<KeptSeries> Rows(DbConnection connection, string where, object parameters) =>
    [
        .. connection.Query<(long Id, string Name, string Interval, string Models, long Changes, long CreatedMs, string Joined, long WaitMs)>(
            $"SELECT series_id, name, bar_length, models, changes, created_ms, joined, wait_ms FROM series WHERE {where}", parameters)
            .Select(r => new KeptSeries(r.Id, r.Name, r.Interval, JsonSerializer.Deserialize<string[]>(r.Models)!, r.Changes, Instant.FromMs(r.CreatedMs))
            {
                Joined = JsonSerializer.Deserialize<Dictionary<string, string>>(r.Joined)!,
                WaitSeconds = r.WaitMs / 1000.0,
            }),
    ];

    private static IEnumerable<BarRow> Read(DbConnection connection, long series, long from, long to) => connection.Query<BarRow>(
        "SELECT open_ms, open, high, low, close, volume, received_ms FROM bars WHERE series_id = @series AND open_ms BETWEEN @from AND @to",
        new { series, from, to });

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);

    private static long Ms(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    private sealed record BarRow
    {
        public long OpenMs { get; init; }

        public double Open { get; init; }

        public double High { get; init; }

        public double Low { get; init; }

        public double Close { get; init; }

        public double Volume { get; init; }

        public long ReceivedMs { get; init; }

        public long CorrectedMs { get; init; }

        internal Bar Bar => new(DateTimeOffset.FromUnixTimeMilliseconds(OpenMs).UtcDateTime, Open, High, Low, Close, Volume);
    }
}

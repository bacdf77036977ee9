using System.Data.Common;
using System.Text.Json;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Studies;

/// <summary>Gains over the base rate by block of time.</summary>
/// <param name="BlockMs">The length of a block in milliseconds.</param>
/// <param name="First">The number of the first block, counted from the year 1.</param>
/// <param name="Sums">[blocks] sums of the gains.</param>
/// <param name="Rows">[blocks] how many rows each has.</param>
public sealed record TryGains(long BlockMs, long First, IReadOnlyList<double> Sums, IReadOnlyList<int> Rows);

/// <summary>Something that was tried on some rows.</summary>
/// <param name="RunId">The run that tried it.</param>
/// <param name="Series">Which bars: the series' name, not a hash that one more bar would change.</param>
/// <param name="Label">What was forecast: <c>next-bar-direction/1</c>.</param>
/// <param name="Name">What was tried.</param>
/// <param name="From">The open of the first bar that it was scored on.</param>
/// <param name="To">The open of the last one.</param>
/// <param name="Tries">How many it stands for.</param>
/// <param name="Gains">Its gains; null where they are not known.</param>
public sealed record KeptTry(string RunId, string Series, string Label, string Name, DateTimeOffset From, DateTimeOffset To, int Tries, TryGains? Gains);

/// <summary>What was tried on which rows: each try makes the best score on them worth less.</summary>
public sealed class TryStore
{
    internal const string OfARun = Columns + " WHERE run_id = @runId ORDER BY try_id";
    internal const string OnASeries = Columns + " WHERE series = @series AND label = @label AND from_ms <= @to AND to_ms >= @from ORDER BY try_id";
    private const string Columns = "SELECT run_id, series, label, name, from_ms, to_ms, tries, block_ms, first_block, block_sums, block_rows FROM tries";

    private readonly Database _database;

    internal TryStore(Database database) => _database = database;

    /// <summary>Keeps tries of one series and label; call it before their verdicts are known, so that none can be left out.</summary>
    /// <param name="tries">What was tried, at least one.</param>
    /// <returns>What was tried before on the series for the label at times that overlap, in the order it was kept. Of two who keep tries at once, one is told of the other's.</returns>
    /// <exception cref="InputException">They are of several series or labels, or a try's times or gains cannot be; nothing was kept.</exception>
    public IReadOnlyList<KeptTry> Record(IReadOnlyList<KeptTry> tries) => _database.Write(c =>
    {
        TryCheck.Require(tries);
        var earlier = Overlapping(c, tries[0].Series, tries[0].Label, tries.Min(t => t.From), tries.Max(t => t.To));
        Insert(c, tries);
        return earlier;
    });

    /// <summary>Keeps tries of one series and label whose scores nobody is told here: those of a search, which weigh on later scores.</summary>
    /// <param name="tries">What was tried, at least one.</param>
    /// <exception cref="InputException">They are of several series or labels, or a try's times or gains cannot be; nothing was kept.</exception>
    public void Keep(IReadOnlyList<KeptTry> tries) => _database.Write(c =>
    {
        TryCheck.Require(tries);
        Insert(c, tries);
    });

    private static void Insert(DbConnection c, IReadOnlyList<KeptTry> tries)
    {
        foreach (var t in tries)
        {
            c.Execute(
                """
                INSERT INTO tries (try_id, run_id, series, label, name, from_ms, to_ms, tries, block_ms, first_block, block_sums, block_rows)
                VALUES (@id, @RunId, @Series, @Label, @Name, @from, @to, @Tries, @block, @first, @sums, @rows)
                """,
                new
                {
                    id = Counter.Next(c, "try"), t.RunId, t.Series, t.Label, t.Name, from = t.From.ToUnixTimeMilliseconds(), to = t.To.ToUnixTimeMilliseconds(), t.Tries,
                    block = t.Gains?.BlockMs, first = t.Gains?.First,
                    sums = t.Gains is null ? null : JsonSerializer.Serialize(t.Gains.Sums), rows = t.Gains is null ? null : JsonSerializer.Serialize(t.Gains.Rows),
                });
        }
    }

    /// <summary>What a run tried, in the order it was kept.</summary>
    /// <param name="runId">The run; one that is not there has tried nothing.</param>
    public IReadOnlyList<KeptTry> OfRun(string runId) => _database.Read(c => Kept(c, OfARun, new { runId }));

    /// <summary>What was tried on a series for a label at times that overlap, in the order it was kept.</summary>
    /// <param name="series">The series' name.</param>
    /// <param name="label">What was forecast.</param>
    /// <param name="from">The open of the first bar.</param>
    /// <param name="to">The open of the last bar.</param>
    public IReadOnlyList<KeptTry> Overlapping(string series, string label, DateTimeOffset from, DateTimeOffset to) => _database.Read(c => Overlapping(c, series, label, from, to));

    private static List<KeptTry> Overlapping(DbConnection connection, string series, string label, DateTimeOffset from, DateTimeOffset to) => Kept(
        connection,
        OnASeries,
        new { series, label, from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() });

    private static List<KeptTry> Kept(DbConnection connection, string query, object values) => connection
        .Query<TryRow>(query, values)
        .Select(r => new KeptTry(
            r.RunId, r.Series, r.Label, r.Name, Instant.FromMs(r.FromMs), Instant.FromMs(r.ToMs), (int)r.Tries,
            r.BlockMs is { } block
                ? new TryGains(block, r.FirstBlock!.Value, JsonSerializer.Deserialize<double[]>(r.BlockSums!)!, JsonSerializer.Deserialize<int[]>(r.BlockRows!)!)
                : null))
        .ToList();

    private sealed record TryRow
    {
        public string RunId { get; init; } = "";

        public string Series { get; init; } = "";

        public string Label { get; init; } = "";

        public string Name { get; init; } = "";

        public long FromMs { get; init; }

        public long ToMs { get; init; }

        public long Tries { get; init; }

        public long? BlockMs { get; init; }

        public long? FirstBlock { get; init; }

        public string? BlockSums { get; init; }

        public string? BlockRows { get; init; }
    }
}

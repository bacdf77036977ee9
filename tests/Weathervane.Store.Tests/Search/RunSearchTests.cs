using System.Globalization;
using Dapper;
using Weathervane.Store.Runs;
using Weathervane.Store.Search;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Tests.Search;

/// <summary>Filters find in the database what a plain reading of them finds in memory.</summary>
public sealed class RunSearchTests
{
    private static readonly string[] Words = ["btc", "BTC", "gbp", "it's", "100%", "a_b"];

    [Fact]
    public void Random_filters_find_the_runs_for_which_they_hold()
    {
        using var workspace = new TemporaryWorkspace();
        var random = new Random(1);
        var runs = Enumerable.Range(0, 60).Select(i => Made(workspace, random, i)).ToList();
        for (var i = 0; i < 600; i++)
        {
            var (text, holds) = Any(random, 3);
            var found = workspace.Store.Runs.Search(new SearchQuery { Filter = text }).Items.Select(r => r.Id).Order(StringComparer.Ordinal);
            Assert.Equal(runs.Where(holds).Select(r => r.Id).Order(StringComparer.Ordinal), found);
        }
    }

    [Fact]
    public void Pages_follow_each_other_without_a_gap_in_the_order_asked_for_with_what_has_no_value_last()
    {
        using var workspace = new TemporaryWorkspace();
        var random = new Random(2);
        var runs = Enumerable.Range(0, 25).Select(i => Made(workspace, random, i)).ToList();
        List<Run> pages = [];
        string? token = null;
        do
        {
            var page = workspace.Store.Runs.Search(new SearchQuery { OrderBy = ["metrics.a DESC"], Limit = 7, PageToken = token });
            pages.AddRange(page.Items);
            token = page.NextToken;
        }
        while (token is not null);

        var expected = runs
            .OrderByDescending(r => r.Metrics.TryGetValue("a", out var a) && !double.IsNaN(a) ? a : double.NegativeInfinity)
            .ThenByDescending(r => r.Start).ThenBy(r => r.Id, StringComparer.Ordinal);
        Assert.Equal(expected.Select(r => r.Id), pages.Select(r => r.Id));
    }

    [Fact]
    public void A_page_is_right_too_where_few_of_very_many_runs_pass_and_the_walk_in_order_ends_early()
    {
        using var workspace = new TemporaryWorkspace();
        const int runs = 25_000;
        using (var database = new SqliteDatabase(Path.Combine(workspace.Folder, "store.db"), TimeProvider.System))
        {
            database.Write(c => c.Execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @runs - 1)
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri, lifecycle_stage)
                SELECT printf('%032x', i), 0, 'n' || i, 'ada', CASE WHEN i % 500 = 1 THEN 'FAILED' ELSE 'FINISHED' END, i, '', 'active' FROM n;
                INSERT INTO latest_metrics (run_id, key, step, timestamp_ms, value, is_nan)
                SELECT run_id, 'loss', 0, 0, (start_ms * 7919) % @runs, 0 FROM runs;
                INSERT INTO latest_metrics (run_id, key, step, timestamp_ms, value, is_nan)
                SELECT run_id, 'gain', 0, 0, (start_ms * 7919) % @runs, start_ms % 100 = 7 FROM runs WHERE start_ms % 100 <> 5
                """,
                new { runs }));
        }

        var failed = Enumerable.Range(0, runs).Where(i => i % 500 == 1).ToList();
        foreach (var (word, limit) in new[] { ("ASC", 10), ("DESC", 10), ("ASC", 45), ("DESC", 1000) })
        {
            var sorted = failed.OrderBy(i => (word == "ASC" ? 1 : -1) * (i * 7919L % runs)).Select(i => $"n{i}");
            Assert.Equal(sorted.Take(limit), workspace.Store.Runs.Search(new SearchQuery { Filter = "status = 'FAILED'", OrderBy = [$"metrics.loss {word}"], Limit = limit }).Items.Select(r => r.Name));
            // The order runs against the condition: the walk's first part is in vain, and all of it goes by lists. No run without the value passes.
            var (best, worst) = word == "ASC" ? ("metrics.gain > 9000", (Func<long, bool>)(gain => gain > 9000)) : ("metrics.gain < 16000", gain => gain < 16000);
            foreach (var (also, most) in new[] { ("", long.MaxValue), (" AND metrics.loss != 9001", long.MaxValue), (" AND (metrics.gain <= 20000)", 20000) })
            {
                var against = Enumerable.Range(0, runs).Where(i => i % 100 is not (5 or 7)).Select(i => (Run: i, Gain: i * 7919L % runs))
                    .Where(r => worst(r.Gain) && r.Gain <= most && (also.Length == 0 || most < runs || r.Gain != 9001)).OrderBy(r => (word == "ASC" ? 1 : -1) * r.Gain);
                Assert.Equal(against.Take(limit).Select(r => $"n{r.Run}"), workspace.Store.Runs.Search(new SearchQuery { Filter = best + also, OrderBy = [$"metrics.loss {word}"], Limit = limit }).Items.Select(r => r.Name));
            }

            // A bound of the value that is sorted by is where the walk begins, or ends; one that a row may pass by another way is none.
            var (low, high) = (runs * 7 / 10, (runs * 7 / 10) + 4000);
            var within = Enumerable.Range(0, runs).Select(i => (Run: i, Loss: i * 7919L % runs)).Where(r => r.Loss > low && r.Loss <= high).OrderBy(r => (word == "ASC" ? 1 : -1) * r.Loss).ToList();
            foreach (var filter in new[] { $"metrics.loss > {low} AND metric.loss <= {high}", $"(metrics.loss <= {high} AND status != 'RUNNING') AND metrics.loss > {low}" })
            {
                Assert.Equal(within.Take(limit).Select(r => $"n{r.Run}"), workspace.Store.Runs.Search(new SearchQuery { Filter = filter, OrderBy = [$"metrics.loss {word}"], Limit = limit }).Items.Select(r => r.Name));
            }

            var either = Enumerable.Range(0, runs).Select(i => (Run: i, Loss: i * 7919L % runs)).Where(r => r.Loss <= high && (r.Loss > low || r.Run >= 24_000)).OrderBy(r => (word == "ASC" ? 1 : -1) * r.Loss);
            var found = workspace.Store.Runs.Search(new SearchQuery { Filter = $"metrics.loss <= {high} AND (metrics.loss > {low} OR start_time >= 24000)", OrderBy = [$"metrics.loss {word}"], Limit = limit });
            Assert.Equal(either.Take(limit).Select(r => $"n{r.Run}"), found.Items.Select(r => r.Name));
            // The walk reaches all that lies within the bounds: fewer than a page are all there are.
            var late = workspace.Store.Runs.Search(new SearchQuery { Filter = $"metrics.loss > {low} AND metrics.loss <= {high} AND start_time >= 24000", OrderBy = [$"metrics.loss {word}"], Limit = limit });
            Assert.Equal(within.Where(r => r.Run >= 24_000).Take(limit).Select(r => $"n{r.Run}"), late.Items.Select(r => r.Name));
        }
    }

    [Fact]
    public void A_page_in_the_order_of_a_text_is_right_where_most_begin_alike_and_some_runs_have_none()
    {
        using var workspace = new TemporaryWorkspace();
        const int runs = 25_000;
        using (var database = new SqliteDatabase(Path.Combine(workspace.Folder, "store.db"), TimeProvider.System))
        {
            database.Write(c => c.Execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @runs - 1)
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri, lifecycle_stage)
                SELECT printf('%032x', i), 0, 'n' || i, CASE WHEN i % 5000 = 7 THEN 'eve' ELSE 'ada' END, CASE WHEN i % 5000 = 1 THEN 'FAILED' ELSE 'FINISHED' END, i, '', 'active' FROM n;
                INSERT INTO params (run_id, key, value)
                SELECT run_id, 'path', CASE WHEN start_ms % 3 = 0 THEN 'a' ELSE printf('%.64c', 'x') END || printf('%05d', (start_ms * 7919) % @runs) FROM runs WHERE start_ms % 100 <> 5
                """,
                new { runs }));
        }

        string? PathOf(int i) => i % 100 == 5 ? null : (i % 3 == 0 ? "a" : new string('x', 64)) + (i * 7919L % runs).ToString("00000", CultureInfo.InvariantCulture);
        foreach (var (filter, passes) in new (string, Func<int, bool>)[]
        {
            ("", _ => true),
            ("status = 'FINISHED'", i => i % 5000 != 1),
            ("status = 'FAILED' OR user_id = 'eve'", i => i % 5000 is 1 or 7),
        })
        {
            foreach (var (word, limit) in new[] { ("ASC", 10), ("DESC", 10), ("ASC", 24_900), ("DESC", 9_000) })
            {
                var passing = Enumerable.Range(0, runs).Where(passes).ToList();
                var sorted = passing.Where(i => PathOf(i) is not null).OrderBy(PathOf, word == "ASC" ? StringComparer.Ordinal : Comparer<string?>.Create((a, b) => StringComparer.Ordinal.Compare(b, a)))
                    .Concat(passing.Where(i => PathOf(i) is null).OrderDescending()).Select(i => $"n{i}");
                Assert.Equal(sorted.Take(limit), workspace.Store.Runs.Search(new SearchQuery { Filter = filter, OrderBy = [$"params.path {word}"], Limit = limit }).Items.Select(r => r.Name));
            }
        }
    }

    [Theory]
    [InlineData("metrics.a > 'x'", "metrics.a is a number, and 'x' is none")]
    [InlineData("params.p = 1", "params.p is a text, and 1 is not in quotes")]
    [InlineData("params.p > 'a'", "texts have no order here")]
    [InlineData("metrics.a LIKE 'x'", "compared by LIKE")]
    [InlineData("nothing.a = 1", "'nothing' is no kind of value")]
    [InlineData("colour = 'red'", "there is no attribute 'colour'")]
    [InlineData("metrics.a >", "a value is missing")]
    [InlineData("metrics.a > 1 metrics.b > 2", "cannot follow here")]
    [InlineData("(metrics.a > 1", "where ')' should")]
    [InlineData("tags.x = 'a", "is not closed")]
    [InlineData("tags.x IS 'a'", "follows IS")]
    [InlineData("   ", "is blank")]
    [InlineData("metrics.a BETWEEN 1", "stands where a comparison should")]
    public void A_filter_that_cannot_be_read_says_what_is_wrong(string filter, string message)
    {
        using var workspace = new TemporaryWorkspace();
        Assert.Contains(message, Assert.Throws<InputException>(() => workspace.Store.Runs.Search(new SearchQuery { Filter = filter })).Message, StringComparison.Ordinal);
    }

    private static Run Made(TemporaryWorkspace workspace, Random random, int number)
    {
        workspace.Clock.Now = workspace.Clock.Now.AddSeconds(random.Next(3));
        var run = workspace.NewRun(Words[number % Words.Length]);
        var values = new[] { -1, 0, 0.5, 2, double.NaN, double.PositiveInfinity };
        workspace.Store.Runs.Log(run.Id, new RunLog
        {
            Metrics = [.. new[] { "a", "b c" }.Where(_ => random.Next(4) > 0).Select(k => new MetricPoint(k, values[random.Next(values.Length)]))],
            Params = new[] { "p", "q" }.Where(_ => random.Next(3) > 0).ToDictionary(k => k, _ => Words[random.Next(Words.Length)]),
            Tags = new[] { "x", "y.z" }.Where(_ => random.Next(3) > 0).ToDictionary(k => k, _ => Words[random.Next(Words.Length)]),
        });
        return workspace.Store.Runs.Get(run.Id);
    }

    private static (string Text, Func<Run, bool> Holds) Any(Random random, int depth)
    {
        if (depth == 0)
        {
            return Condition(random);
        }

        var (a, b) = (Any(random, depth - 1), Any(random, depth - 1));
        return random.Next(4) switch
        {
            0 => ($"({a.Text} AND {b.Text})", r => a.Holds(r) && b.Holds(r)),
            1 => ($"({a.Text} or {b.Text})", r => a.Holds(r) || b.Holds(r)),
            2 => ($"NOT ({a.Text})", r => !a.Holds(r)),
            _ => a,
        };
    }

    private static (string Text, Func<Run, bool> Holds) Condition(Random random)
    {
        var word = Words[random.Next(Words.Length)];
        var quoted = $"'{word.Replace("'", "''", StringComparison.Ordinal)}'";
        switch (random.Next(6))
        {
            case 0:
                var (sign, compare) = Signs[random.Next(Signs.Length)];
                var number = new[] { -1, 0, 0.5, 2 }[random.Next(4)];
                var metric = random.Next(2) == 0 ? "a" : "b c";
                return (
                    string.Create(CultureInfo.InvariantCulture, $"metrics.`{metric}` {sign} {number}"),
                    r => r.Metrics.TryGetValue(metric, out var value) && compare(value, number));
            case 1:
                return ($"params.p = {quoted}", r => r.Params.GetValueOrDefault("p") == word);
            case 2:
                return ($"tags.\"y.z\" != {quoted}", r => r.Tags.TryGetValue("y.z", out var value) && value != word);
            case 3:
                return random.Next(2) == 0 ? ("tags.x IS NULL", r => !r.Tags.ContainsKey("x")) : ("metric.a IS NOT NULL", r => r.Metrics.ContainsKey("a"));
            case 4:
                return random.Next(2) == 0
                    ? ("params.q LIKE 'b%'", r => r.Params.GetValueOrDefault("q")?.StartsWith('b') == true)
                    : ("run_name ILIKE 'b_C'", r => r.Name.Length == 3 && char.ToLowerInvariant(r.Name[0]) == 'b' && char.ToLowerInvariant(r.Name[2]) == 'c');
            default:
                return ($"run_name NOT IN ({quoted}, 'gbp')", r => r.Name != word && r.Name != "gbp");
        }
    }

    private static readonly (string Sign, Func<double, double, bool> Compare)[] Signs =
    [
        ("=", (a, b) => a == b), ("!=", (a, b) => a != b), ("<", (a, b) => a < b), ("<=", (a, b) => a <= b), (">", (a, b) => a > b), (">=", (a, b) => a >= b),
    ];
}

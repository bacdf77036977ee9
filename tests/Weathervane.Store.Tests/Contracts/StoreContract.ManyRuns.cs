using Weathervane.Store.Runs;
using Weathervane.Store.Search;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    // More than a search takes as few, so that both ways of finding and both of sorting are gone.
    private const int Many = 2200;

    [Theory]
    [InlineData(50)]
    [InlineData(40_000)]
    public void A_search_over_a_long_list_of_experiments_finds_what_is_in_them(int last)
    {
        var run = Runs.Create(new NewRun { Name = "one", User = "ada" });
        Runs.Log(run.Id, new RunLog { Params = new Dictionary<string, string> { ["k"] = "v" } });
        foreach (var filter in new[] { "", "params.k = 'v'" })
        {
            Assert.Equal(run.Id, Assert.Single(Runs.Search(new SearchQuery { Filter = filter }, [.. Enumerable.Range(0, last).Select(i => (long)i)]).Items).Id);
            Assert.Empty(Runs.Search(new SearchQuery { Filter = filter }, [.. Enumerable.Range(1, last).Select(i => (long)i)]).Items);
        }
    }

    [Fact]
    public void A_search_over_no_experiments_finds_nothing()
    {
        Runs.Create(new NewRun { Name = "one", User = "ada" });
        Assert.Empty(Runs.Search(new SearchQuery { Filter = "run_name = 'one'" }, []).Items);
        Assert.Empty(_workspace.Store.LoggedModels.Search(new SearchQuery(), []).Items);
    }

    [Fact]
    public void A_search_over_many_runs_gives_the_same_page_whichever_index_it_goes_through()
    {
        var long64 = new string('é', 64);
        Parallel.For(0, Many, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i =>
        {
            var run = Runs.Create(new NewRun { Name = $"n{i % 7}-{i:0000}", User = "ada", Start = DateTimeOffset.UnixEpoch.AddSeconds(i / 2) });
            List<MetricPoint> metrics = [new("half", i % 2), new("place", (i * 7919) % Many)];
            if (i % 10 > 0)
            {
                metrics.Add(new("some", i % 10 == 1 ? double.NaN : i % 50));
            }

            var texts = new Dictionary<string, string> { ["common"] = "yes", ["rare"] = i % 500 == 3 ? "it's" : "no", ["long"] = long64 + (i % 300 == 0 ? "😀" : "x") };
            Runs.Log(run.Id, new RunLog { Metrics = metrics, Params = texts, Tags = new Dictionary<string, string> { ["t"] = texts["rare"] } });
        });
        var runs = Runs.List(new RunQuery { Limit = Many });

        Same("metrics.half > 0.5", r => r.Metrics["half"] > 0.5, []);
        Same("metrics.place < 40 AND params.common = 'yes'", r => r.Metrics["place"] < 40, []);
        Same("params.rare = 'it''s' OR metrics.place >= 2190", r => r.Params["rare"] == "it's" || r.Metrics["place"] >= 2190, []);
        Same("NOT params.rare = 'no' AND tags.t != 'no'", r => r.Params["rare"] != "no", []);
        Same($"params.long = '{long64}😀'", r => r.Params["long"].EndsWith("😀", StringComparison.Ordinal), []);
        Same($"params.long = '{long64}'", _ => false, []);
        Same("NOT (metrics.half < 1 OR params.common = 'no')", r => r.Metrics["half"] >= 1, []);
        Same("NOT (metrics.half < 1 OR params.common = 'no')", r => r.Metrics["half"] >= 1, [("metrics.place DESC", r => -r.Metrics["place"])]);
        Same("NOT (metrics.some > 5 OR metrics.place > 1500)", r => !(r.Metrics.TryGetValue("some", out var some) && some > 5) && r.Metrics["place"] <= 1500, []);
        Same("NOT metrics.some >= 0", r => !(r.Metrics.TryGetValue("some", out var some) && some >= 0), []);
        Same("NOT (NOT params.rare = 'it''s' AND NOT metrics.place < 10)", r => r.Params["rare"] == "it's" || r.Metrics["place"] < 10, []);
        Same("metrics.some IS NOT NULL AND params.rare = 'it''s'", r => r.Metrics.ContainsKey("some") && r.Params["rare"] == "it's", []);
        Same("attributes.start_time < 20000 AND metrics.half = 1", r => r.Start.ToUnixTimeMilliseconds() < 20_000 && r.Metrics["half"] == 1, [("metrics.place ASC", r => r.Metrics["place"])]);
        Same("attributes.start_time >= 1090000", r => r.Start.ToUnixTimeMilliseconds() >= 1_090_000, []);
        Same("tags.none IS NOT NULL", _ => false, []);
        Same($"params.rare = 'it''s' AND metrics.half = 1 AND (metrics.place < 1100 OR params.long = '{long64}😀')", r => r.Params["rare"] == "it's" && r.Metrics["half"] == 1 && (r.Metrics["place"] < 1100 || r.Params["long"].EndsWith("😀", StringComparison.Ordinal)), []);
        Same("metrics.place >= 700", r => r.Metrics["place"] >= 700, [("metrics.place ASC", r => r.Metrics["place"])]);
        Same("metrics.half = 1", r => r.Metrics["half"] == 1, [("metrics.place DESC", r => -r.Metrics["place"])]);
        Same("params.common = 'yes'", _ => true, [("metrics.half ASC", r => r.Metrics["half"]), ("metrics.place ASC", r => r.Metrics["place"])]);
        Same("run_name LIKE 'n3-00%'", r => r.Name.StartsWith("n3-00", StringComparison.Ordinal), []);
        Same("run_name LIKE 'n3-00%'", r => r.Name.StartsWith("n3-00", StringComparison.Ordinal), [("metrics.place DESC", r => -r.Metrics["place"])]);
        Same("run_name LIKE 'N%' OR run_name = 'n3-0003'", r => r.Name == "n3-0003", []);
        Same("run_name LIKE 'n%'", _ => true, [("metrics.place ASC", r => r.Metrics["place"])]);
        Same("run_name LIKE '_3%7' AND params.common = 'yes'", r => r.Name[1] == '3' && r.Name[^1] == '7', []);
        Same("run_name ILIKE 'N_-000%' AND NOT run_name IN ('n0-0000', 'n1-0001')", r => r.Name[3..6] == "000" && r.Name is not ("n0-0000" or "n1-0001"), []);
        // Behind those with a value come those with none, and NaN is none.
        Same(null, _ => true, [("metrics.some DESC", r => r.Metrics.TryGetValue("some", out var some) && !double.IsNaN(some) ? -some : double.PositiveInfinity)], from: 1700);
        Same("metrics.some >= 0", r => r.Metrics.TryGetValue("some", out var some) && some >= 0, [("attributes.start_time ASC", r => r.Start.ToUnixTimeSeconds())]);

        void Same(string? filter, Func<Run, bool> holds, (string Text, Func<Run, double> Key)[] orders, int from = 0)
        {
            var sorted = orders.Aggregate(runs.Where(holds).OrderBy(_ => 0), (all, order) => all.ThenBy(order.Key))
                .ThenByDescending(r => r.Start).ThenBy(r => r.Id, StringComparer.Ordinal).Select(r => r.Id).ToList();
            List<string> found = [];
            string? token = null;
            do
            {
                var page = Runs.Search(new SearchQuery { Filter = filter ?? "", OrderBy = [.. orders.Select(o => o.Text)], Limit = from == 0 ? 90 : 850, PageToken = token });
                found.AddRange(page.Items.Select(r => r.Id));
                token = page.NextToken;
            }
            while (token is not null && found.Count < Math.Max(180, from + 1));
            Assert.Equal(sorted.Take(found.Count), found);
            Assert.True(token is not null || found.Count == sorted.Count);
        }
    }
}

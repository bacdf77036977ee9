using Dapper;
using Weathervane.Store.Runs;
using Weathervane.Store.Search;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    private const int LargeValue = 20_000_000;

    [Fact]
    public void A_query_for_which_nobody_waits_any_more_is_stopped_and_the_next_one_answered()
    {
        const string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => Rows.ReadUntil(c => c.ExecuteScalar<long>(endless, commandTimeout: 30), gone.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Rows.ReadUntil(c => c.ExecuteScalar<long>("SELECT 1"), gone.Token));
        Assert.Equal(1, Rows.Read(c => c.ExecuteScalar<long>("SELECT 1")));
        using var waits = new CancellationTokenSource();
        Assert.Equal(1, Rows.ReadUntil(c => c.ExecuteScalar<long>("SELECT 1"), waits.Token));
        using var scope = new ReadScope(gone.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => Runs.Search(new SearchQuery(), scope: scope));
        Assert.ThrowsAny<OperationCanceledException>(() => Runs.Count(new SearchQuery(), scope: scope));
    }

    [Fact]
    public void A_page_of_very_large_values_ends_early_and_goes_on()
    {
        for (var i = 0; i < 3; i++)
        {
            var run = Runs.Create(new NewRun { Name = $"n{i}", User = "ada" });
            Runs.Log(run.Id, new RunLog { Tags = new Dictionary<string, string> { ["large"] = new((char)('a' + i), LargeValue), ["small"] = "x" } });
        }

        List<string> names = [];
        string? token = null;
        do
        {
            using var scope = new ReadScope(CancellationToken.None);
            var page = Runs.Search(new SearchQuery { OrderBy = ["attributes.run_name"], PageToken = token }, scope: scope);
            // Two would be more than a page holds.
            var run = Assert.Single(page.Items);
            Assert.Equal(LargeValue, run.Tags["large"].Length);
            names.Add(run.Name);
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(["n0", "n1", "n2"], names);
        // Who does not say when the answer is sent gets it all.
        Assert.Equal(3, Runs.Search(new SearchQuery()).Items.Count);
    }

    [Fact]
    public void Readers_of_large_values_wait_for_each_other()
    {
        var id = Runs.Create(new NewRun { Name = "n", User = "ada" }).Id;
        Runs.Log(id, new RunLog { Tags = new Dictionary<string, string> { ["large"] = new('a', LargeValue) } });
        var held = Enumerable.Range(0, 3).Select(_ => new ReadScope(CancellationToken.None)).ToList();
        held.ForEach(scope => Runs.Get(id, scope));
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using (var fourth = new ReadScope(gone.Token))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => Runs.Get(id, fourth));
        }

        // One who reads little does not wait.
        using var small = new ReadScope(CancellationToken.None);
        Assert.Empty(Runs.Search(new SearchQuery { Filter = "run_name = 'other'" }, scope: small).Items);
        held[0].Dispose();
        using var next = new ReadScope(CancellationToken.None);
        Assert.Equal(LargeValue, Runs.Get(id, next).Tags["large"].Length);
        held.ForEach(scope => scope.Dispose());
    }
}

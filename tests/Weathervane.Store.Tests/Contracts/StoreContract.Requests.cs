using Dapper;
using Weathervane.Store.Requests;
using Weathervane.Store.Runs;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void A_request_that_comes_again_gets_the_same_answer_and_writes_nothing()
    {
        var first = Once("a", () => Runs.Create(new NewRun { Name = "one", User = "ada", Tags = new Dictionary<string, string> { ["k"] = "v" } }));
        _workspace.Reopen();
        var again = Once("a", () => Runs.Create(new NewRun { Name = "one", User = "ada" }));
        Assert.Equal((first.Id, first.Start, first.ArtifactUri, "v"), (again.Id, again.Start, again.ArtifactUri, again.Tags["k"]));
        Assert.NotEqual(first.Id, Once("b", () => Runs.Create(new NewRun { Name = "one", User = "ada" })).Id);
        Assert.Equal(2, Runs.List().Count);
        Assert.True(_workspace.Store.Requests.Knows("a"));
        Assert.False(_workspace.Store.Requests.Knows("c"));
    }

    [Fact]
    public void An_id_that_is_taken_stands_for_no_other_request()
    {
        var first = Asks("run one", "one");
        Assert.Equal(first.Id, Asks("run one", "one").Id);
        var refused = Assert.Throws<InputException>(() => Asks("run two", "two"));
        Assert.Equal((InputKind.AlreadyExists, 1), (refused.Kind, Runs.List().Count));

        Run Asks(string asked, string name)
        {
            using var request = _workspace.Store.Requests.Begin("a", asked);
            return Runs.Create(new NewRun { Name = name, User = "ada" });
        }
    }

    [Fact]
    public void A_request_that_failed_was_not_done_and_may_be_tried_again()
    {
        var run = _workspace.NewRun();
        Runs.LogParams(run.Id, new Dictionary<string, string> { ["depth"] = "3" });
        Assert.Throws<InputException>(() => Once("a", () => { Runs.LogParams(run.Id, new Dictionary<string, string> { ["depth"] = "4" }); return 0; }));
        Assert.False(_workspace.Store.Requests.Knows("a"));
        Once("a", () => { Runs.LogParams(run.Id, new Dictionary<string, string> { ["leaves"] = "4" }); return 0; });
        Assert.Equal("4", Runs.Get(run.Id).Params["leaves"]);
    }

    [Fact]
    public async Task Only_the_first_write_of_a_request_is_its_own_and_none_after_its_end()
    {
        var late = new TaskCompletionSource();
        Task<Run> after;
        using (_workspace.Store.Requests.Begin("a"))
        {
            after = Late();
            Assert.NotEqual(_workspace.NewRun().Id, _workspace.NewRun().Id);
        }

        late.SetResult();
        Assert.NotEqual(_workspace.NewRun().Id, (await after).Id);
        using (_workspace.Store.Requests.Begin("b"))
        {
            after = Late();
        }

        await after;
        Assert.False(_workspace.Store.Requests.Knows("b"));
        Assert.Equal(5, Runs.List().Count);

        async Task<Run> Late()
        {
            await late.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await Task.Delay(100, CancellationToken.None);
            return _workspace.NewRun();
        }
    }

    [Fact]
    public void Requests_that_come_at_once_by_two_servers_count_once()
    {
        using var other = Workspace.Open(_workspace.Location, _workspace.Clock);
        var ids = Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(8).Select(n =>
        {
            var at = n % 2 == 0 ? _workspace.Store : other;
            using var request = at.Requests.Begin($"pair {n / 4}");
            return at.Runs.Create(new NewRun { Name = "one", User = "ada" }).Id;
        }).ToList();
        Assert.Equal(10, ids.Distinct().Count());
        Assert.Equal(10, Runs.List().Count);
    }

    [Fact]
    public async Task A_request_that_comes_by_another_server_while_its_write_is_under_way_waits_for_what_that_returns()
    {
        using var other = _workspace.Location.Store.Open(_workspace.Clock);
        using var begun = new SemaphoreSlim(0);
        using var twice = new SemaphoreSlim(0);
        var first = Task.Run(() =>
        {
            using var request = OpenRequest.Begin(Rows, "a", "", _workspace.Clock);
            return Rows.Write(_ =>
            {
                begun.Release();
                // As long as the other would need to write as well, if it did not wait.
                twice.Wait(TimeSpan.FromSeconds(1), CancellationToken.None);
                return 1;
            });
        }, CancellationToken.None);
        var second = Task.Run(() =>
        {
            begun.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
            using var request = OpenRequest.Begin(other, "a", "", _workspace.Clock);
            return other.Write(_ =>
            {
                twice.Release();
                return 2;
            });
        }, CancellationToken.None);
        Assert.Equal((1, 1), (await first, await second));
        Assert.Equal(0, twice.CurrentCount);
    }

    [Fact]
    public void What_was_returned_is_forgotten_after_a_day()
    {
        var first = Once("a", () => _workspace.NewRun());
        Rows.Write(c => c.Execute("UPDATE requests SET at_ms = at_ms - @day", new { day = (long)RequestStore.Kept.TotalMilliseconds + 1000 }));
        Once("b", () => _workspace.NewRun());
        Assert.False(_workspace.Store.Requests.Knows("a"));
        Assert.NotEqual(first.Id, Once("a", () => _workspace.NewRun()).Id);
        Assert.True(_workspace.Store.Requests.Knows("b"));
    }

    private T Once<T>(string id, Func<T> write)
    {
        using var request = _workspace.Store.Requests.Begin(id);
        return write();
    }
}

using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Writes_that_wait_together_are_one_transaction()
    {
        using var go = new ManualResetEventSlim();
        var first = Busy(go);
        // The writer is busy with the first; each of these adds one, and looks at what it sees and what a reader sees.
        var waiting = Enumerable.Range(0, 50).Select(_ => Rows.WriteAsync(c =>
            (Own: Counter.Next(c, "test"), Others: Rows.Read(r => r.ExecuteScalar<long>("SELECT coalesce(max(last), 0) FROM counters WHERE name = 'test'"))))).ToList();
        go.Set();
        await first;
        var seen = await Task.WhenAll(waiting);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), seen.Select(s => s.Own));
        Assert.All(seen, s => Assert.Equal(0, s.Others));
        Assert.Equal(50, Last());
    }

    [Fact]
    public async Task Of_writes_that_share_a_transaction_one_that_fails_undoes_itself_alone()
    {
        using var go = new ManualResetEventSlim();
        var first = Busy(go);
        var good = Rows.WriteAsync(c => Counter.Next(c, "test"));
        var bad = Rows.WriteAsync<long>(c => throw new InputException("test", $"refused after {Counter.Next(c, "test")}."));
        var wrong = Rows.WriteAsync(c => c.Execute("INSERT INTO tags (run_id, key, value) VALUES ('none', 'a', 'b')"));
        var last = Rows.WriteAsync(c => Counter.Next(c, "test"));
        go.Set();
        await first;
        Assert.Equal((1, 2), (await good, await last));
        Assert.Contains("refused after 2", (await Assert.ThrowsAsync<InputException>(() => bad)).Message, StringComparison.Ordinal);
        Assert.Contains("foreign key", (await Assert.ThrowsAnyAsync<Exception>(() => wrong)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, Last());
    }

    [Fact]
    public void A_write_that_fails_alone_leaves_nothing_and_the_next_one_goes_on()
    {
        Assert.Throws<InputException>(() => Rows.Write<long>(c => throw new InputException("test", $"{Counter.Next(c, "test")}")));
        Assert.Equal(1, Rows.Write(c => Counter.Next(c, "test")));
    }

    [Fact]
    public void A_write_inside_a_write_is_refused_instead_of_waiting_for_itself() =>
        Assert.Throws<InvalidOperationException>(() => Rows.Write(_ => Rows.Write(c => Counter.Next(c, "test"))));

    [Fact]
    public async Task Closing_finishes_the_writes_that_wait_and_takes_no_more()
    {
        using var go = new ManualResetEventSlim();
        var first = Busy(go);
        var waiting = Rows.WriteAsync(c => Counter.Next(c, "test"));
        var closing = Task.Run(Rows.Dispose, TestContext.Current.CancellationToken);
        go.Set();
        await closing;
        await first;
        Assert.Equal(1, await waiting);
        Assert.Throws<ObjectDisposedException>(() => Rows.Write(c => Counter.Next(c, "test")));
        Assert.Throws<ObjectDisposedException>(() => Rows.Read(c => 1));
    }

    [Fact]
    public void A_reader_cannot_write() => Assert.ThrowsAny<IOException>(() => Rows.Read(c => Counter.Next(c, "test")));

    [Fact]
    public void Many_rows_are_added_in_order_with_nulls_and_numbers_as_they_are()
    {
        var rows = Enumerable.Range(0, 403).Select(i => new object?[] { (long)i, $"n'{i}", i % 2 == 0 ? null : (object)(i + 0.5) }).ToList();
        var read = Rows.Write(c =>
        {
            c.Execute("CREATE TEMP TABLE t (id BIGINT, name TEXT, value DOUBLE PRECISION)");
            Assert.Equal(403, ManyRows.Insert(c, "t (id, name, value)", rows));
            Assert.Equal(0, ManyRows.Insert(c, "t (id, name, value)", []));
            return c.Query<(long Id, string Name, double? Value)>("SELECT id, name, value FROM t ORDER BY id").ToList();
        });
        Assert.Equal(rows.Select(r => ((long)r[0]!, (string)r[1]!, (double?)r[2])), read);
    }

    private long Last() => Rows.Read(c => c.ExecuteScalar<long>("SELECT last FROM counters WHERE name = 'test'"));

    /// <summary>Keeps the writer busy until told; what is written after this returns waits, and waits together.</summary>
    private Task<bool> Busy(ManualResetEventSlim go)
    {
        using var begun = new ManualResetEventSlim();
        var busy = Rows.WriteAsync(_ =>
        {
            begun.Set();
            return go.Wait(Timeout.Infinite, TestContext.Current.CancellationToken);
        });
        begun.Wait(TestContext.Current.CancellationToken);
        return busy;
    }
}

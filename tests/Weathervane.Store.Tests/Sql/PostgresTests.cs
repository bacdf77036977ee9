using Dapper;
using Weathervane.Store.Locations;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql.Postgres;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Tests.Sql;

/// <summary>What PostgreSQL does that SQLite need not: servers go away, users are turned away, others write at the same time.</summary>
public sealed class PostgresTests
{
    [Fact]
    public void Both_databases_have_the_same_tables_and_columns()
    {
        using var workspace = new TemporaryWorkspace();
        using var sqlite = new SqliteDatabase(Path.Combine(workspace.Folder, "store.db"), TimeProvider.System);
        using var postgres = new PostgresDatabase(SharedPostgres.NewEmptyDatabase(), TimeProvider.System);
        var columns = sqlite.Read(c => c.Query<string>(
            "SELECT t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'").ToList());
        var theirs = postgres.Read(c => c.Query<string>(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'").ToList());
        Assert.Equal(columns.Order(StringComparer.Ordinal), theirs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Texts_sort_by_their_bytes_whatever_the_databases_language()
    {
        using var database = new PostgresDatabase(SharedPostgres.NewDatabase(), TimeProvider.System);
        // In English 'a' comes before 'B', and so it does in this cluster when nobody says otherwise.
        Assert.True(database.Read(c => c.ExecuteScalar<bool>("SELECT 'a' < 'B'")));
        database.Write(c => c.Execute("INSERT INTO counters (name, last) VALUES ('a', 0), ('B', 0), ('-', 0), ('Z', 0)"));
        Assert.Equal(["-", "B", "Z", "a"], database.Read(c => c.Query<string>("SELECT name FROM counters WHERE length(name) = 1 ORDER BY name").ToList()));
    }

    [Fact]
    public void Servers_that_start_together_on_an_empty_database_make_its_tables_once()
    {
        var location = SharedPostgres.NewEmptyDatabase();
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, _ => new PostgresDatabase(location, TimeProvider.System).Dispose());
        using var database = new PostgresDatabase(location, TimeProvider.System);
        Assert.Equal(Store.Sql.Migrator.Scripts.Count, database.Read(c => c.ExecuteScalar<int>("SELECT count(*) FROM schema_migrations")));
    }

    [Fact]
    public void Servers_that_write_at_once_share_no_number_and_lose_nothing()
    {
        var location = SharedPostgres.NewDatabase();
        const int servers = 4, each = 25;
        var numbers = Enumerable.Range(0, servers).AsParallel().WithDegreeOfParallelism(servers).SelectMany(_ =>
        {
            using var database = new PostgresDatabase(location, TimeProvider.System);
            return Enumerable.Range(0, each).AsParallel().WithDegreeOfParallelism(3).Select(_ => database.Write(c =>
            {
                // Read first and written later, as no two may do at once.
                var last = c.ExecuteScalar<long?>("SELECT last FROM counters WHERE name = 'slow'") ?? 0;
                c.Execute("INSERT INTO counters (name, last) VALUES ('slow', @next) ON CONFLICT (name) DO UPDATE SET last = excluded.last", new { next = last + 1 });
                return last + 1;
            })).ToList();
        }).ToList();
        Assert.Equal(Enumerable.Range(1, servers * each).Select(n => (long)n), numbers.Order());
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_as_it_is()
    {
        var location = SharedPostgres.NewDatabase();
        using (var database = new PostgresDatabase(location, TimeProvider.System))
        {
            database.Write(c => c.Execute("INSERT INTO schema_migrations (version, name, applied_ms) VALUES (999, 'from_the_future', 0)"));
        }

        var refused = Assert.Throws<InvalidDataException>(() => new PostgresDatabase(location, TimeProvider.System));
        Assert.Contains("a newer vane wrote this workspace (schema 999;", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        var location = SharedPostgres.NewDatabase();
        using (var database = new PostgresDatabase(location, TimeProvider.System))
        {
            database.Write(c => c.Execute("DROP TABLE schema_migrations"));
        }

        Assert.Contains("belongs to another program", Assert.Throws<InvalidDataException>(() => new PostgresDatabase(location, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://postgres:wrong-password@127.0.0.1:PORT/postgres", "PostgreSQL does not let this user in")]
    [InlineData("postgres://nobody:wrong-password@127.0.0.1:PORT/postgres", "PostgreSQL does not let this user in")]
    [InlineData("postgres://postgres:PASSWORD@127.0.0.1:PORT/nowhere", "there is no such database. Make it (createdb)")]
    [InlineData("postgres://postgres:wrong-password@127.0.0.1:1/postgres", "the database cannot be reached (Connection refused). Check that PostgreSQL runs")]
    public void What_keeps_us_out_is_said_without_the_password(string url, string said)
    {
        var server = SharedPostgres.NewDatabase();
        var location = StoreLocation.Parse(url.Replace("PORT", FormattableString.Invariant($"{server.Port}"), StringComparison.Ordinal)
            .Replace("PASSWORD", Uri.EscapeDataString(PostgresServer.Password), StringComparison.Ordinal));
        var failure = Assert.Throws<IOException>(() => location.Open(TimeProvider.System));
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(location.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_cannot_be_written_and_a_character_that_cannot_be_kept_are_said_so()
    {
        var location = SharedPostgres.NewDatabase();
        using (var database = new PostgresDatabase(location, TimeProvider.System))
        {
            var refused = Assert.Throws<ArgumentException>(() => database.Write(c => c.Execute("INSERT INTO counters (name, last) VALUES (@name, 0)", new { name = "a\0b" })));
            Assert.Contains("U+0000", refused.Message, StringComparison.Ordinal);
        }

        SharedPostgres.Query($"ALTER DATABASE {location.Database} SET default_transaction_read_only = on");
        using var workspace = new TemporaryWorkspace(_ => location);
        var failure = Assert.Throws<IOException>(() => workspace.NewRun());
        Assert.Contains("the database cannot be written, so nothing was changed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restarts_in_the_middle_lose_nothing_and_do_nothing_twice()
    {
        using var server = PostgresServer.Start();
        server.Query("CREATE DATABASE vane");
        using var workspace = new TemporaryWorkspace(_ => server.Location("vane"));
        var run = workspace.NewRun();
        const int writers = 3;
        var written = new int[writers];
        using var stop = new CancellationTokenSource();
        var threads = Enumerable.Range(0, writers).Select(w => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                workspace.Store.Runs.LogMetric(run.Id, $"m{w}", written[w], written[w]);
                workspace.Register($"model{w}");
                written[w]++;
                Assert.Equal(written[w], workspace.Store.Runs.History(run.Id, $"m{w}").Count);
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        foreach (var mode in new[] { "fast", "immediate", "fast", "immediate" })
        {
            var before = written.Sum();
            SpinWait.SpinUntil(() => written.Sum() > before + 20 || threads.Any(t => t.IsFaulted));
            server.Restart(mode);
        }

        var last = written.Sum();
        SpinWait.SpinUntil(() => written.Sum() > last + 5 || threads.Any(t => t.IsFaulted));
        await stop.CancelAsync();
        await Task.WhenAll(threads);
        foreach (var writer in Enumerable.Range(0, writers))
        {
            Assert.Equal(written[writer], workspace.Store.Runs.History(run.Id, $"m{writer}").Count);
            Assert.Equal(Enumerable.Range(1, written[writer]).Select(n => (long)n), workspace.Store.Models.Versions($"model{writer}").Select(v => v.Version));
        }
    }

    [Fact]
    public void A_transaction_that_the_server_forgot_in_its_fall_was_not_committed_not_even_where_another_has_its_number()
    {
        var location = SharedPostgres.NewDatabase();
        using var database = new PostgresDatabase(location, TimeProvider.System);
        var number = database.Write(c => c.ExecuteScalar<long>("SELECT pg_current_xact_id()::text::bigint"));
        var (writer, step) = database.Read(c => c.QuerySingle<(string, long)>("SELECT writer, step FROM writers ORDER BY at_ms DESC LIMIT 1"));
        Assert.True(Asked(number, writer, step));
        // A number that was given out, but never reached the log, lies in the future after the fall.
        Assert.False(Asked(number + 1_000_000, writer, step));
        // Then it is given to the next that comes, which is another writer's, or one of ours.
        Assert.False(Asked(number, "another", step));
        Assert.False(Asked(number, writer, step + 1));
        using var other = new PostgresDatabase(location, TimeProvider.System);
        other.Write(c => c.Execute("UPDATE counters SET last = last"));
        Assert.True(Asked(number, writer, step), "Another's write is no matter.");

        bool Asked(long of, string by, long at) => database.Read(c => new PostgresStep(FormattableString.Invariant($"{of}"), by, at).WasCommitted(c));
    }

    [Fact]
    public void What_writers_put_down_goes_after_a_week()
    {
        var location = SharedPostgres.NewDatabase();
        using (var database = new PostgresDatabase(location, TimeProvider.System))
        {
            database.Write(c => c.Execute("INSERT INTO writers (writer, step, at_ms) SELECT 'old', 1, max(at_ms) - 8 * 86400000 FROM writers UNION ALL SELECT 'recent', 1, max(at_ms) - 6 * 86400000 FROM writers"));
        }

        using var next = new PostgresDatabase(location, TimeProvider.System);
        next.Write(c => c.Execute("UPDATE counters SET last = last"));
        var names = next.Read(c => c.Query<string>("SELECT writer FROM writers").ToList());
        Assert.Contains("recent", names);
        Assert.DoesNotContain("old", names);
    }

    [Theory]
    [InlineData("COMMIT\0", true)]
    [InlineData("COMMIT\0", false)]
    [InlineData("BEGIN", false)]
    [InlineData("INSERT", true)]
    public void A_write_whose_line_breaks_takes_place_once_whether_or_not_its_commit_was_heard(string word, bool heard)
    {
        var location = SharedPostgres.NewDatabase();
        using var proxy = new CuttingProxy(location.Port);
        using var database = new PostgresDatabase(location with { Port = proxy.Port }, TimeProvider.System);
        var runs = 0;
        proxy.Cut(word, heard);
        var number = database.Write(c =>
        {
            runs++;
            return Store.Sql.Counter.Next(c, "test");
        });
        Assert.True(proxy.WasCut);
        Assert.Equal(1, number);
        // Asked of the server whether it had committed, it was not run again.
        Assert.Equal(word == "BEGIN" || (word == "COMMIT\0" && heard) ? 1 : 2, runs);
        Assert.Equal(1, database.Read(c => c.ExecuteScalar<long>("SELECT last FROM counters WHERE name = 'test'")));
    }

    [Fact]
    public void A_server_that_stays_away_is_said_so_and_nothing_is_half_done()
    {
        using var server = PostgresServer.Start();
        server.Query("CREATE DATABASE vane");
        using var workspace = new TemporaryWorkspace(_ => server.Location("vane"));
        server.Stop("fast");
        var failure = Assert.Throws<IOException>(() => Workspace.Open(workspace.Location, TimeProvider.System));
        Assert.Contains("the database cannot be reached", failure.Message, StringComparison.Ordinal);
        server.Go();
        Assert.Equal(RunStatus.Running, workspace.NewRun().Status);
    }
}

using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Upkeep;

namespace Weathervane.Store.Tests.Contracts;

/// <summary>Checks, collecting what is unused, and deleting for good.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public void A_store_in_order_has_no_problems_and_a_damaged_one_names_each()
    {
        Fill();
        var well = Upkeep.Check(cancel: TestContext.Current.CancellationToken);
        Assert.Empty(well.Problems);
        Assert.Equal((4, 0), (well.Files, well.Unused));

        var version = Models.Resolve("gbp:1");
        var (model, pipeline) = (BlobOf(version, ModelVersion.ModelFile), BlobOf(version, ModelVersion.PipelineFile));
        File.WriteAllBytes(model, [3, 2, 1]);
        File.Delete(pipeline);
        Rows.Write(c => c.Execute("UPDATE latest_metrics SET value = 7 WHERE key = 'whole'; UPDATE model_names SET last_version = 0; UPDATE counters SET last = 0"));
        var problems = Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems;
        Assert.Equal(6, problems.Count);
        Assert.Contains(problems, p => p.StartsWith(model, StringComparison.Ordinal) && p.Contains("models/1/1/model.vane is damaged", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith(pipeline, StringComparison.Ordinal) && p.Contains("is missing", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("latest values that are not the greatest of their history: 1.", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("model versions whose number could be given out again: 2.", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("experiments whose number could be given out again: 1.", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("files whose number could be given out again: 4.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nothing_refers_to_is_collected_once_it_is_old_and_nothing_else()
    {
        _workspace.Clock.Now = DateTimeOffset.UtcNow;
        Fill();
        var version = Models.Resolve("gbp:1");
        _workspace.Store.Artifacts.Keep(new byte[] { 9, 9, 9 });
        var stray = Path.Combine(_workspace.Folder, "blobs", "aa", new string('a', 64));
        Directory.CreateDirectory(Path.GetDirectoryName(stray)!);
        File.WriteAllBytes(stray, [1]);
        var temporary = Path.Combine(_workspace.Folder, "blobs", ".vane-left");
        File.WriteAllBytes(temporary, [1]);

        Assert.Equal(new Collected(0, 0, 0), Upkeep.Collect(StoreUpkeep.DefaultGrace));
        _workspace.Clock.Now += TimeSpan.FromDays(2);
        var all = new Collected(2, 4, 1);
        Assert.Equal(all, Upkeep.Collect(StoreUpkeep.DefaultGrace, remove: false));
        Assert.Equal(6, _workspace.Blobs().Length - 1);
        Assert.Equal(all, Upkeep.Collect(StoreUpkeep.DefaultGrace));
        Assert.Equal(4, _workspace.Blobs().Length);
        Assert.Equal([1, 2, 3], _workspace.Store.Artifacts.Read(version, ModelVersion.ModelFile));
        Assert.Empty(Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
    }

    [Fact]
    public async Task Collecting_without_grace_never_takes_what_somebody_was_told_is_stored()
    {
        // Who collects has a clock that runs a day ahead, so that no announcement counts; then the look before naming has to do.
        var blobs = _workspace.Location.Artifacts.Open();
        var artifacts = new ArtifactStore(Rows, blobs, TimeProvider.System) { Sure = TimeSpan.Zero };
        using var stop = new CancellationTokenSource();
        var stored = 0;
        var writers = Enumerable.Range(0, 3).Select(w => Task.Run(() =>
        {
            var random = new Random(w);
            while (!stop.IsCancellationRequested)
            {
                // Few contents, so that one is often put again just when it is collected.
                var (path, content) = ($"0/{w}", new[] { (byte)random.Next(4) });
                try
                {
                    artifacts.Put(path, new MemoryStream(content));
                }
                catch (IOException refused) when (refused.Message.Contains("longer than the time of grace", StringComparison.Ordinal))
                {
                    continue;
                }

                using (var read = artifacts.OpenRead(path))
                {
                    Assert.Equal(content[0], read.ReadByte());
                }

                artifacts.Delete(path);
                Interlocked.Increment(ref stored);
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        var collected = 0;
        while ((collected < 20 || Volatile.Read(ref stored) < 20) && !writers.Any(w => w.IsFaulted))
        {
            var tomorrow = DateTimeOffset.UtcNow.AddDays(1);
            HardDeletion.Run(Rows, tomorrow, remove: true);
            collected += BlobCollector.Run(Rows, blobs, StoreUpkeep.LeastGrace, tomorrow.AddHours(-1), remove: true).Contents;
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Empty(Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
        Assert.Throws<ArgumentOutOfRangeException>(() => Upkeep.Collect(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void What_was_deleted_long_ago_goes_for_good_and_no_number_comes_back()
    {
        Fill();
        var kept = Runs.List().Single();
        var plain = Runs.Create(new NewRun { Name = "plain", User = "ada" });
        Runs.LogMetric(plain.Id, "m", 1);
        _workspace.Store.Artifacts.Put(plain, "plain.txt", [7]);
        Runs.Delete(plain.Id);
        Runs.Delete(kept.Id);
        var champion = Models.Resolve("gbp:1");
        Models.Delete(champion, "ada", "old");
        var deleted = _workspace.Clock.Now;
        _workspace.Clock.Now += TimeSpan.FromDays(1);
        var late = _workspace.NewRun("late");
        Runs.Delete(late.Id);

        Assert.Equal(new HardDeleted(0, 0, 0, 0, 0), Upkeep.DeleteForGood(deleted));
        var expected = new HardDeleted(2, 2, 0, 0, 1);
        Assert.Equal(expected, Upkeep.DeleteForGood(_workspace.Clock.Now, remove: false));
        Assert.Equal(expected, Upkeep.DeleteForGood(_workspace.Clock.Now));

        Assert.Throws<InputException>(() => Runs.Get(plain.Id));
        Assert.True(Runs.Get(late.Id).Deleted);
        // The run that tried, looked and made a version stays by its bare name: what was tried stays counted.
        Assert.Empty(Runs.Get(kept.Id).Metrics);
        Assert.Equal(3, Assert.Single(_workspace.Store.Tries.Overlapping("gbp", "direction/1", Day(1), Day(2))).Tries);
        Assert.Single(_workspace.Store.Holdouts.Looks("gbp"));
        Assert.Empty(_workspace.Store.Studies.OfRun(kept.Id));
        Assert.Empty(_workspace.Store.Artifacts.ListAt("models"));
        Assert.Equal([1L, 2L], Models.Versions("gbp", deleted: true).Select(v => v.Version));
        Assert.Equal(3, Models.Register(new NewVersion { Name = "gbp", Author = "ada" }).Version);
        Assert.Empty(Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
    }

    [Fact]
    public void Every_table_that_refers_to_runs_is_known_to_the_deletion()
    {
        var refer = Store.Sql.Migrator.Scripts.SelectMany(s => s.Sql.Split("CREATE TABLE ")[1..])
            .Where(t => t[..t.IndexOf(';', StringComparison.Ordinal)].Contains("REFERENCES runs", StringComparison.Ordinal)).Select(t => t.Split(' ')[0]);
        Assert.Empty(refer.Except(HardDeletion.OfRuns).Except(HardDeletion.KeepTheRun).Except(["studies"]));
    }

    [Fact]
    public void Every_alias_is_shown_where_it_stood_at_a_moment_also_on_what_was_deleted_since()
    {
        var start = _workspace.Clock.Now;
        DateTimeOffset Hour(int hour) => start.AddHours(hour);
        var first = _workspace.Register();
        _workspace.Clock.Now = Hour(1);
        Models.Promote(first, "ada", "the first", force: true);
        _workspace.Clock.Now = Hour(2);
        var second = _workspace.Register();
        Models.SetAlias(second, "shadow", "bob", "to compare");
        _workspace.Clock.Now = Hour(3);
        Models.Promote(second, "ada", "better", force: true);
        _workspace.Clock.Now = Hour(4);
        Models.Delete(first, "ada", "old");
        _workspace.Clock.Now = Hour(5);
        Models.Delete("gbp", "ada", "all of it");

        Assert.Empty(Models.StandingAt(start));
        Assert.Equal([new("gbp", "champion", 1, Hour(1), "ada", "the first", Hour(4))], Models.StandingAt(Hour(1)));
        Assert.Equal(
            [new("gbp", "champion", 1, Hour(1), "ada", "the first", Hour(4)), new("gbp", "shadow", 2, Hour(2), "bob", "to compare", Hour(5))],
            Models.StandingAt(Hour(3).AddMilliseconds(-1)));
        Assert.Equal([2L, 2L], Models.StandingAt(Hour(3)).Select(s => s.Version));
        Assert.Equal([2L, 2L], Models.StandingAt(Hour(5).AddMilliseconds(-1)).Select(s => s.Version));
        Assert.Empty(Models.StandingAt(Hour(5)));
    }

    private string BlobOf(ModelVersion version, string name)
    {
        var sha256 = _workspace.Store.Artifacts.List(version).Single(f => f.Name == name).Sha256;
        return _workspace.Blobs().Single(b => b.EndsWith(sha256, StringComparison.Ordinal));
    }
}

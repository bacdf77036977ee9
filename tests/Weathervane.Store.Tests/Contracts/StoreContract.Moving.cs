using System.Globalization;
using System.IO.Compression;
using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;
using Weathervane.Store.Studies;
using Weathervane.Store.Upkeep;

namespace Weathervane.Store.Tests.Contracts;

/// <summary>Backups, and moves between databases.</summary>
public abstract partial class StoreContract
{
    private StoreUpkeep Upkeep => _workspace.Store.Upkeep;

    [Fact]
    public async Task An_export_goes_to_SQLite_and_back_with_every_row_of_every_table_and_all_content()
    {
        Fill();
        var before = Dump(Rows);
        var (first, second) = (Path.Combine(_workspace.Folder, "first.zip"), Path.Combine(_workspace.Folder, "second.zip"));
        await Upkeep.ExportAsync(first, TestContext.Current.CancellationToken);
        var sqlite = new WorkspaceLocation(Path.Combine(_workspace.Folder, "sqlite"));
        var (rows, files) = await StoreUpkeep.ImportAsync(first, sqlite, _workspace.Clock, TestContext.Current.CancellationToken);
        Assert.Equal((before.Values.Sum(t => t.Count), 4), (rows, files));
        using (var there = Workspace.Open(sqlite, _workspace.Clock))
        {
            await there.Upkeep.ExportAsync(second, TestContext.Current.CancellationToken);
            Assert.Empty(there.Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
        }

        using var back = new TemporaryWorkspace(_place);
        await StoreUpkeep.ImportAsync(second, back.Location, _workspace.Clock, TestContext.Current.CancellationToken);
        using var database = back.Location.Store.Open(_workspace.Clock);
        AssertSame(before, Dump(database));
        Assert.Equal([1, 2, 3], back.Store.Artifacts.Read(back.Store.Models.Resolve("gbp:1"), ModelVersion.ModelFile));
        Assert.Equal(3, back.Store.Models.Register(new NewVersion { Name = "gbp", Author = "ada" }).Version);
        Assert.Equal(double.NegativeInfinity, back.Store.Runs.List().Single(r => r.Metrics.ContainsKey("low")).Metrics["low"]);
    }

    [Fact]
    public async Task A_backup_opens_as_a_workspace_and_goes_back_into_an_empty_store_alone()
    {
        Fill();
        var before = Dump(Rows);
        var folder = Path.Combine(_workspace.Folder, "backup");
        Assert.Equal(4, await Upkeep.BackUpAsync(folder, TestContext.Current.CancellationToken));
        using (var opened = Workspace.Open(folder, _workspace.Clock))
        {
            Assert.Equal([1, 2, 3], opened.Artifacts.Read(opened.Models.Resolve("gbp:1"), ModelVersion.ModelFile));
            Assert.Empty(opened.Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
        }

        using var back = new TemporaryWorkspace(_place);
        await StoreUpkeep.RestoreAsync(folder, back.Location, _workspace.Clock, TestContext.Current.CancellationToken);
        using var database = back.Location.Store.Open(_workspace.Clock);
        AssertSame(before, Dump(database));

        var again = await Assert.ThrowsAsync<InputException>(() => StoreUpkeep.RestoreAsync(folder, back.Location, _workspace.Clock, TestContext.Current.CancellationToken));
        Assert.Contains("this store is in use (", again.Message, StringComparison.Ordinal);
        AssertSame(before, Dump(database));
        Assert.Contains("nothing is put over it", (await Assert.ThrowsAsync<InputException>(() => Upkeep.BackUpAsync(folder, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no backup here", (await Assert.ThrowsAsync<InputException>(() => StoreUpkeep.RestoreAsync("nowhere", back.Location, _workspace.Clock, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_made_while_others_write_is_whole()
    {
        using var stop = new CancellationTokenSource();
        var acknowledged = 0L;
        var writer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var version = Models.Register(new NewVersion { Name = "gbp", Author = "ada", Model = Guid.NewGuid().ToByteArray(), Pipeline = Guid.NewGuid().ToString() });
                Interlocked.Exchange(ref acknowledged, version.Version);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            var before = Interlocked.Read(ref acknowledged);
            SpinWait.SpinUntil(() => Interlocked.Read(ref acknowledged) > before + 3 || writer.IsFaulted);
            before = Interlocked.Read(ref acknowledged);
            var folder = Path.Combine(_workspace.Folder, string.Create(CultureInfo.InvariantCulture, $"backup{i}"));
            await Upkeep.BackUpAsync(folder, TestContext.Current.CancellationToken);
            using var copy = Workspace.Open(folder, TimeProvider.System);
            Assert.Empty(copy.Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
            var versions = copy.Models.Versions("gbp");
            Assert.True(versions.Count >= before);
            Assert.All(versions, v => Assert.Equal(2, copy.Artifacts.List(v).Count));
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task A_backup_of_damaged_content_is_none()
    {
        Fill();
        File.WriteAllBytes(_workspace.Blobs()[0], [9, 9]);
        var folder = Path.Combine(_workspace.Folder, "backup");
        await Assert.ThrowsAsync<InvalidDataException>(() => Upkeep.BackUpAsync(folder, TestContext.Current.CancellationToken));
        Assert.False(Workspace.Exists(folder));
    }

    [Fact]
    public async Task An_export_that_is_damaged_or_not_one_is_refused_and_puts_nothing_anywhere()
    {
        Fill();
        var whole = Path.Combine(_workspace.Folder, "whole.zip");
        await Upkeep.ExportAsync(whole, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InputException>(() => Upkeep.ExportAsync(whole, TestContext.Current.CancellationToken));
        var target = new WorkspaceLocation(Path.Combine(_workspace.Folder, "target"));
        foreach (var (entry, text, said) in new[]
                 {
                     ("store.json", "{}", "this is no export of a store"),
                     ("store.json", "{\"format\":\"vane-store\",\"version\":1,\"schema\":999}", "a newer vane wrote this export (schema 999;"),
                     ("store.json", "nonsense", "this export is damaged"),
                     ("tables/runs.jsonl", "[\"run_id\"]\n[1,2]\n", "a row of table runs has 2 values, not 1"),
                     ("tables/runs.jsonl", "[\"run_id); DROP TABLE runs; --\"]\n", "the columns of table runs cannot be read"),
                     ("tables/runs.jsonl", "[\"run_id\"]\n[\"torn", "this export is damaged"),
                     ("tables/metrics.jsonl", "", "the columns of table metrics cannot be read"),
                 })
        {
            var broken = Path.Combine(_workspace.Folder, "broken.zip");
            File.Copy(whole, broken, overwrite: true);
            using (var zip = ZipFile.Open(broken, ZipArchiveMode.Update))
            {
                zip.GetEntry(entry)!.Delete();
                using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
                writer.Write(text);
            }

            var refused = await Assert.ThrowsAsync<InvalidDataException>(() => StoreUpkeep.ImportAsync(broken, target, _workspace.Clock, TestContext.Current.CancellationToken));
            Assert.StartsWith(broken + ": ", refused.Message, StringComparison.Ordinal);
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
            Assert.False(target.Store.Exists);
        }

        var torn = Path.Combine(_workspace.Folder, "torn.zip");
        File.WriteAllBytes(torn, File.ReadAllBytes(whole)[..^100]);
        Assert.StartsWith(torn, (await Assert.ThrowsAsync<InvalidDataException>(() => StoreUpkeep.ImportAsync(torn, target, _workspace.Clock, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    /// <summary>Something in every part of the store, with every kind of value.</summary>
    private void Fill()
    {
        var run = Runs.Create(new NewRun { Name = "a 'quoted' é \U0001F600 name", User = "ada", Experiment = "gbp", Tags = new Dictionary<string, string> { ["empty"] = "" } });
        Runs.Log(run.Id, new RunLog
        {
            Metrics = [new("nan", double.NaN, 1), new("low", double.NegativeInfinity), new("high", double.PositiveInfinity), new("tenth", 0.1, long.MaxValue), new("whole", 3)],
            Params = new Dictionary<string, string> { ["Infinity"] = "Infinity", ["lines"] = "a\nb\t\"c\"" },
        });
        _workspace.Store.Artifacts.Put(run, "report.html", [1]);
        _workspace.Store.Artifacts.Put(run, "report.html", [2]);
        var first = Models.Register(new NewVersion { Name = "gbp", Author = "ada", RunId = run.Id, Model = [1, 2, 3], Pipeline = "bars: x", Metrics = [new("log_loss", 0.69, false)] });
        Models.Promote(first, "ada", "first", force: true);
        Models.Delete(Models.Register(new NewVersion { Name = "gbp", Author = "bob" }), "bob", "wrong");
        var study = _workspace.Store.Studies.Create(new Study(run.Id, "s", "tpe", ulong.MaxValue, "log_loss", false, "{}"));
        _workspace.Store.Studies.AddTrial(study, new Trial(0, TrialState.Complete, new Dictionary<string, string> { ["a"] = "1" }, 0.5, null));
        _workspace.Store.Holdouts.Record(new HoldoutLook("gbp", "direction/1", Day(1), Day(2), "ada", run.Id));
        _workspace.Store.Tries.Record([new KeptTry(run.Id, "gbp", "direction/1", "forest", Day(1), Day(2), 3, new TryGains(86_400_000, Day(1).Ticks / TimeSpan.TicksPerDay, [0.5, -0.25], [1, 2]))]);
    }

    private static void AssertSame(Dictionary<string, List<string>> expected, Dictionary<string, List<string>> found)
    {
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected.Keys, table => Assert.Equal(expected[table], found[table]));
    }

    /// <summary>All rows of all tables, as text.</summary>
    private static Dictionary<string, List<string>> Dump(Database database) => database.Read(c => StoreTables.All.ToDictionary(
        table => table,
        table =>
        {
            var columns = StoreTables.Columns(c, table);
            return StoreTables.Read(c, table)
                .Select(row => string.Join("|", columns.Zip(row, (name, value) => value is null ? $"{name}:null" : string.Create(CultureInfo.InvariantCulture, $"{name}:{value.GetType().Name}:{value}")).Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal).ToList();
        }));
}

using System.Text;
using Weathervane.Client;
using Weathervane.Client.Models;
using Stored = Weathervane.Store.Models;

namespace Weathervane.Server.Tests.Client;

/// <summary>The registry through the client: what a real server kept comes back typed, and what it refuses says why.</summary>
public sealed class ModelsClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_is_registered_with_its_files_and_read_back_equal()
    {
        await using var server = await RunningServer.StartAsync();
        using var vane = new VaneClient(server.Url, new ClientOptions { User = "ada löve" });
        var made = await vane.Models.RegisterAsync("btc usd", new NewVersion
        {
            Model = [1, 2, 3],
            Pipeline = "bars: a.csv\n",
            Files = new Dictionary<string, byte[]> { ["plots/a b%2.svg"] = "<svg/>"u8.ToArray() },
            Parameters = new Dictionary<string, string> { ["depth"] = "6" },
            Metrics = [new("log_loss", 0.69), new("odd", double.NaN), new("gain", double.PositiveInfinity, HigherIsBetter: true)],
            PrimaryMetric = "log_loss",
            Verdict = "NOT PROVEN",
            Notes = "zwölf",
            Tags = new Dictionary<string, string> { ["stage"] = "trial" },
            BarsSha256 = "b0b0",
            CodeVersion = "0.1",
        }, Cancel);
        Assert.Equal(("btc usd:1", "ada löve", "NOT PROVEN", "zwölf", "b0b0", "0.1", "log_loss"), (made.Reference, made.Author, made.Verdict, made.Notes, made.BarsSha256, made.CodeVersion, made.PrimaryMetric));
        Assert.Equal((0.69, false), (made.Metrics["log_loss"].Value, made.Metrics["log_loss"].HigherIsBetter));
        Assert.Equal((double.NaN, null), (made.Metrics["odd"].Value, made.Metrics["odd"].HigherIsBetter));
        Assert.Equal((double.PositiveInfinity, true), (made.Metrics["gain"].Value, made.Metrics["gain"].HigherIsBetter));
        Assert.Equal("6", made.Parameters["depth"]);
        Assert.Equal("trial", made.Tags["stage"]);

        var files = await vane.Models.FilesAsync("btc usd", 1, Cancel);
        Assert.Equal(["model.vane", "pipeline.yaml", "plots/a b%2.svg"], files.Select(f => f.Name));
        var content = new MemoryStream();
        await vane.Models.DownloadAsync("btc usd", 1, files[2], content, Cancel);
        Assert.Equal("<svg/>", Encoding.UTF8.GetString(content.ToArray()));
        var kept = server.Workspace.Models.Resolve("btc usd:1");
        Assert.Equal((kept.Created, kept.Source, kept.PipelineSha256), (made.Created, made.Source, made.PipelineSha256));
    }

    [Fact]
    public async Task The_champion_moves_back_and_forth_and_every_move_is_told()
    {
        await using var server = await RunningServer.StartAsync(prepare: Three);
        using var vane = new VaneClient(server.Url, new ClientOptions { User = "ada" });
        await vane.Models.PromoteAsync("btc", 1, "first", cancel: Cancel);
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(5, Cancel);
        var move = await vane.Models.PromoteAsync("btc", 2, "better", cancel: Cancel);
        Assert.Equal(("btc", "champion", 2L, MoveKind.Set, "ada", "better"), (move.Model, move.Alias, move.Version, move.Kind, move.By, move.Reason));
        Assert.Contains("is better than 0.69", move.Evidence, StringComparison.Ordinal);
        Assert.Equal(MoveKind.Rollback, (await vane.Models.RollbackAsync("btc", "odd", Cancel)).Kind);
        Assert.Equal(3, (await vane.Models.PromoteAsync("btc", 3, "anyway", force: true, Cancel)).Version);
        await vane.Models.SetAliasAsync("btc", "shadow", 2, "trial", Cancel);
        Assert.Equal(["shadow"], (await vane.Models.ResolveAsync("btc@shadow", Cancel)).Aliases);
        await vane.Models.RemoveAliasAsync("btc", "shadow", "done", Cancel);
        Assert.Equal(
            [MoveKind.Set, MoveKind.Set, MoveKind.Rollback, MoveKind.Set, MoveKind.Set, MoveKind.Remove], (await vane.Models.MovesAsync("btc", Cancel)).Select(m => m.Kind));
        Assert.Equal(1, (await vane.Models.AtAsync("btc", between, cancel: Cancel)).Version);
        var standing = Assert.Single(await vane.Models.StandingAtAsync(between, Cancel));
        Assert.Equal(("btc", "champion", 1L, "ada", "first", null), (standing.Model, standing.Alias, standing.Version, standing.By, standing.Reason, standing.Deleted));
        Assert.Equal(2, (await vane.Models.ResolveAsync("btc:best(log_loss)", Cancel)).Version);
    }

    [Fact]
    public async Task Versions_are_listed_compared_and_deleted()
    {
        await using var server = await RunningServer.StartAsync(prepare: Three);
        using var vane = new VaneClient(server.Url);
        var model = Assert.Single(await vane.Models.ListAsync(Cancel));
        Assert.Equal(("btc", 3L, 3L, 0), (model.Name, model.Versions, model.Latest, model.Aliases.Count));
        Assert.Equal(3, Assert.Single((await vane.Models.GetAsync("btc", Cancel)).LatestOfStages).Version);
        var comparison = await vane.Models.CompareAsync("btc", 1, 2, Cancel);
        var change = Assert.Single(comparison.Metrics);
        Assert.Equal(("log_loss", 0.69, 0.68, Change.Better), (change.Name, change.First, change.Second, change.Change));
        Assert.Equal(new ParameterChange("n", "0.69", "0.68"), Assert.Single(comparison.Parameters));
        Assert.Null(comparison.SameBars);
        await vane.Models.DeleteVersionAsync("btc", 1, "old", Cancel);
        Assert.Equal([2L, 3L], (await vane.Models.VersionsAsync("btc", cancel: Cancel)).Select(v => v.Version));
        var gone = (await vane.Models.VersionsAsync("btc", deleted: true, Cancel))[0];
        Assert.NotNull(gone.Deleted);
        Assert.Contains("old", gone.DeletedWhy, StringComparison.Ordinal);
        await vane.Models.DeleteAsync("btc", "all of it", Cancel);
        Assert.Empty(await vane.Models.ListAsync(Cancel));
    }

    [Fact]
    public async Task A_refusal_names_the_model_what_is_wrong_and_what_to_do()
    {
        await using var server = await RunningServer.StartAsync(prepare: Three);
        using var vane = new VaneClient(server.Url);
        await vane.Models.PromoteAsync("btc", 2, "best", cancel: Cancel);
        var worse = await Refused(400, () => vane.Models.PromoteAsync("btc", 3, "newest", cancel: Cancel));
        Assert.Equal(("model btc:3", "Promote it all the same with --force; that is recorded."), (worse.Where, worse.Remedy));
        Assert.StartsWith("it is not made champion: log_loss 0.7 is worse than 0.68", worse.What, StringComparison.Ordinal);
        Assert.Equal("it is the champion already.", (await Refused(400, () => vane.Models.PromoteAsync("btc", 2, "again", cancel: Cancel))).What);
        Assert.Equal("it is blank.", (await Refused(400, () => vane.Models.RollbackAsync("btc", " ", Cancel))).What);
        Assert.Contains("no earlier champion", (await Refused(400, () => vane.Models.RollbackAsync("btc", "x", Cancel))).What, StringComparison.Ordinal);
        Assert.Equal("model none", (await Refused(404, () => vane.Models.GetAsync("none", Cancel))).Where);
        await Refused(404, () => vane.Models.VersionsAsync("none", cancel: Cancel));
        await Refused(404, () => vane.Models.MovesAsync("none", Cancel));
        await Refused(404, () => vane.Models.ResolveAsync("btc:9", Cancel));
        await Refused(400, () => vane.Models.ResolveAsync("a:b:c", Cancel));
        await Refused(404, () => vane.Models.AtAsync("btc", DateTimeOffset.UnixEpoch, cancel: Cancel));
        await Refused(404, () => vane.Models.CompareAsync("btc", 1, 9, Cancel));
        await Refused(400, () => vane.Models.SetAliasAsync("btc", "v1", 1, "", Cancel));
        await Refused(404, () => vane.Models.RemoveAliasAsync("none", "x", "", Cancel));
        await Refused(404, () => vane.Models.DeleteVersionAsync("btc", 9, "x", Cancel));
        await Refused(404, () => vane.Models.DeleteAsync("none", "x", Cancel));
        await Refused(404, () => vane.Models.FilesAsync("btc", 9, Cancel));
        await Refused(404, () => vane.Models.RegisterAsync("btc", new NewVersion { RunId = "ffffffffffffffffffffffffffffffff" }, Cancel));
        await Refused(400, () => vane.Models.RegisterAsync("btc", new NewVersion { Files = new Dictionary<string, byte[]> { ["../x"] = [1] } }, Cancel));
        Assert.Equal(3, (await vane.Models.ListAsync(Cancel))[0].Latest);

        static async Task<VaneProblem> Refused(int status, Func<Task> ask)
        {
            var refusal = await Assert.ThrowsAsync<VaneException>(ask);
            Assert.Equal(status, refusal.Status);
            return refusal.Problems[0];
        }
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_stored_is_refused()
    {
        await using var server = await RunningServer.StartAsync(prepare: Three);
        using var vane = new VaneClient(server.Url);
        var file = (await vane.Models.FilesAsync("btc", 1, Cancel))[0];
        var other = await Assert.ThrowsAsync<VaneException>(() => vane.Models.DownloadAsync("btc", 1, file with { Sha256 = new string('0', 64) }, Stream.Null, Cancel));
        Assert.Equal(("Damaged", "model.vane"), (other.Title, other.Problems[0].Where));
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), file.Sha256 + "*", SearchOption.AllDirectories))
        {
            await File.WriteAllBytesAsync(blob, [9, 9, 9], Cancel);
        }

        await Assert.ThrowsAsync<VaneException>(() => vane.Models.DownloadAsync("btc", 1, file, Stream.Null, Cancel));
    }

    private static void Three(Weathervane.Store.Workspace workspace)
    {
        foreach (var loss in new[] { 0.69, 0.68, 0.70 })
        {
            workspace.Models.Register(new Stored.NewVersion
            {
                Name = "btc", Author = "ada", Model = [1, 2, 3], PrimaryMetric = "log_loss", Metrics = [new("log_loss", loss)],
                Parameters = new Dictionary<string, string> { ["n"] = loss.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            });
        }
    }
}

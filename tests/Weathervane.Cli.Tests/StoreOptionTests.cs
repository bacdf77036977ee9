namespace Weathervane.Cli.Tests;

public sealed class StoreOptionTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Rows_and_files_go_where_the_flags_or_the_environment_say()
    {
        var bars = _shop.Bars("bars.csv", 400, 0.5);
        var run = await _shop.RunAsync("run", _shop.Pipeline("p.yaml", bars), "--store", _shop.At("rows/team.db"), "--artifacts", "file:" + _shop.At("files"));
        Assert.True(run.Exit == 0, run.Error);
        Assert.True(File.Exists(_shop.At("rows/team.db")));
        Assert.NotEmpty(Directory.GetFiles(_shop.At("files"), "*", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(_shop.Store, "store.db")));

        var listed = await _shop.RunAsync(t => t with { Environment = name => name == "VANE_STORE" ? _shop.At("rows/team.db") : null }, "models", "list");
        Assert.Contains("p ", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_meant_is_wrong_input_and_no_password_is_repeated()
    {
        var wrong = await _shop.RunAsync("runs", "list", "--store", "postgres://ada:secret@host");
        Assert.Equal(2, wrong.Exit);
        Assert.Contains("vane: store: it names no database.", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so()
    {
        var failed = await _shop.RunAsync("runs", "list", "--store", "postgres://ada:secret@127.0.0.1:1/vane");
        Assert.Equal(1, failed.Exit);
        Assert.StartsWith("vane: postgres://ada@127.0.0.1:1/vane: the database cannot be reached", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Error, StringComparison.Ordinal);
    }
}

using System.Text.RegularExpressions;
using Weathervane.Server;
using Weathervane.Store;
using Weathervane.Store.Access;

namespace Weathervane.Cli.Tests;

/// <summary>The same commands against a server as against the workspace that it serves.</summary>
public sealed partial class ServerOptionTests : IAsyncLifetime
{
    private readonly RegistryStory _story = new();
    private Workspace _workspace = null!;
    private VaneServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _workspace = Workspace.Open(_story.Told().Folder, TimeProvider.System);
        _server = await VaneServer.StartAsync(_workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _workspace.Dispose();
        _story.Dispose();
    }

    [Fact]
    public async Task Looking_and_being_refused_say_the_same()
    {
        // One server for all of them: starting it costs more than asking.
        string[][] lines =
        [
            ["models", "list"],
            ["models", "show", "gbp"],
            ["models", "show", "gbp:2"],
            ["models", "history", "gbp"],
            ["models", "history", "gbp", "--deleted"],
            ["models", "at", "2026-03-01T12:00Z"],
            ["models", "at", "2020-01-01"],
            ["models", "compare", "gbp:1", "gbp:best(accuracy)"],
            ["runs", "list"],
            ["runs", "list", "--experiment", "none"],
            ["runs", "list", "--status", "finished", "--limit", "1"],
            ["runs", "show", "RUN"],
            ["studies", "list"],
            ["studies", "show", "random-forest"],
            ["studies", "show", "1"],
            ["models", "promote", "gbp:2", "--reason", "newest"],
            ["models", "promote", "gbp:1", "--reason", "again"],
            ["models", "rollback", "gbp", "--reason", "odd"],
            ["models", "rollback", "gbp", "--reason", " "],
            ["models", "delete", "gbp", "--reason", "x"],
            ["models", "delete", "gbp:1", "--reason", "x"],
            ["models", "show", "none"],
            ["models", "show", "gbp:9"],
            ["models", "show", "gbp@shadow"],
            ["models", "show", "a:b:c"],
            ["models", "show", "a b"],
            ["models", "history", "none"],
            ["runs", "show", "ffffffff"],
            ["runs", "list", "--limit", "0"],
            ["studies", "show", "none"],
            ["models", "export", "gbp", "--file", "none", "-o", "x"],
            ["report", "RUN"],
        ];
        foreach (var line in lines.SelectMany(l => (string[][])[l, [.. l, "--json"]]))
        {
            string[] words = [.. line.Select(word => word == "RUN" ? _story.RunId : word)];
            var (local, remote) = (await _story.RunAsync(words), await RemoteAsync(words));
            Assert.Equal((string.Join(' ', line), local.Exit, local.Output, local.Error), (string.Join(' ', line), remote.Exit, remote.Output, remote.Error));
        }
    }

    [Fact]
    public async Task Changes_say_and_record_the_same_as_in_a_workspace_of_this_machine()
    {
        using var other = new RegistryStory();
        other.Told();
        var model = Path.Combine(_story.Folder, "model.txt");
        await File.WriteAllTextAsync(model, Forest, TestContext.Current.CancellationToken);
        var export = Path.Combine(_story.Folder, "out.vane");
        string[][] changes =
        [
            ["models", "promote", "gbp:2", "--reason", "forced", "--force"],
            ["models", "rollback", "gbp", "--reason", "odd forecasts"],
            ["models", "delete", "gbp:2", "--reason", "wrong bars"],
            ["models", "import", model, "--name", "trees", "--notes", "from elsewhere"],
            ["models", "export", "gbp", "-o", export],
            ["models", "delete", "trees", "--all", "--reason", "done with it"],
        ];
        foreach (var line in changes)
        {
            var (local, remote) = (await LocalAsync(other.Folder, line), await RemoteAsync(line));
            Assert.True(local.Exit == 0, local.Error);
            Assert.Equal((local.Exit, local.Output, local.Error), (remote.Exit, remote.Output, remote.Error));
        }

        Assert.Equal(RegistryStory.ModelBytes, await File.ReadAllBytesAsync(export, TestContext.Current.CancellationToken));
        var (here, there) = (await LocalAsync(other.Folder, "models", "history", "gbp", "--deleted"), await RemoteAsync("models", "history", "gbp", "--deleted"));
        Assert.Equal(Moment().Replace(here.Output, "TIME"), Moment().Replace(there.Output, "TIME"));
        Assert.Contains("eve", there.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_with_a_remedy_and_fails()
    {
        var nobody = await RunAsync([], "models", "list", "--server", "http://127.0.0.1:9");
        Assert.Equal(1, nobody.Exit);
        Assert.Equal("vane: http://127.0.0.1:9: cannot be reached: Connection refused. Is 'vane serve' running there?", nobody.Error.Trim());
        var wrong = await RunAsync([], "models", "list", "--server", "localhost:5180");
        Assert.Equal((2, true), (wrong.Exit, wrong.Error.StartsWith("vane: --server: 'localhost:5180' is no address of a server", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_environment_names_the_server_unless_a_workspace_is_named_and_both_flags_are_refused()
    {
        var byVariable = await RunAsync([("VANE_SERVER", _server.Url)], "models", "list");
        Assert.Equal((await RemoteAsync("models", "list")).Output, byVariable.Output);
        var empty = await RunAsync([("VANE_SERVER", _server.Url)], "models", "list", "--workspace", Path.Combine(_story.Folder, "none"));
        Assert.StartsWith("No models yet", empty.Output, StringComparison.Ordinal);
        var both = await RunAsync([], "models", "list", "--workspace", _story.Folder, "--server", _server.Url);
        Assert.Equal((2, "vane: --server: --workspace names a place of this machine beside it. Give one of them."), (both.Exit, both.Error.Trim()));
    }

    [Fact]
    public async Task A_command_that_needs_a_workspace_of_this_machine_says_so()
    {
        string[][] lines =
        [
            ["serve", "--port", "0"],
            ["keys", "list"],
            ["store", "check"],
            ["export-mlflow", "out"],
        ];
        foreach (var line in lines)
        {
            var flag = await RemoteAsync(line);
            Assert.Equal(2, flag.Exit);
            Assert.Contains("only with a workspace of this machine", flag.Error, StringComparison.Ordinal);
            var variable = await RunAsync([("VANE_SERVER", _server.Url)], line);
            Assert.Equal((2, $"vane: VANE_SERVER: is {_server.Url}, but this command works only with a workspace of this machine. Name one with --workspace."), (variable.Exit, variable.Error.Trim()));
        }
    }

    [Fact]
    public async Task A_command_that_asks_no_server_refuses_one_that_is_named()
    {
        foreach (var line in new[] { new[] { "replay", "p.yaml" }, ["init", "bars.csv"], ["bars", "check", "bars.csv"], ["features", "list"] })
        {
            var flag = await RemoteAsync(line);
            Assert.Equal(2, flag.Exit);
            Assert.Contains($"--server: '{line[^1].Replace("bars.csv", line[^2], StringComparison.Ordinal).Replace("p.yaml", "replay", StringComparison.Ordinal)}' works with files of this machine alone, and asks no server. Leave it out.", flag.Error, StringComparison.Ordinal);
        }

        var retrain = await RemoteAsync("retrain", "hours", "--now");
        Assert.Equal(2, retrain.Exit);
        Assert.Contains($"or ask the server: PUT {_server.Url}/api/v1/series/hours/retraining, and POST .../retraining/now.", retrain.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VANE_API_KEY")]
    [InlineData("MLFLOW_TRACKING_TOKEN")]
    public async Task Keys_come_by_the_environment_and_name_who_did_it(string variable)
    {
        var (key, text) = _workspace.Keys.Create("ci", Role.Admin);
        await using var server = await VaneServer.StartAsync(_workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        var refused = await RunAsync([], "models", "list", "--server", server.Url);
        Assert.Equal(2, refused.Exit);
        Assert.Contains("This server needs a key", refused.Error, StringComparison.Ordinal);
        var promoted = await RunAsync([(variable, text)], "models", "promote", "gbp:2", "--force", "--reason", "x", "--server", server.Url, "--json");
        Assert.Contains($"\"by\": \"ci ({key.Id})\"", promoted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecasts_of_a_model_from_the_server_are_those_of_its_file()
    {
        using var shop = new Workshop();
        shop.Bars("a.csv", 600, 0.6);
        Assert.Equal(0, (await shop.RunAsync("run", shop.Pipeline("a.yaml", "a.csv"))).Exit);
        using var workspace = shop.Open();
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        string[] line = ["predict", "--model", "a:latest", "--bars", shop.At("a.csv")];
        var (local, remote) = (await shop.RunAsync(line), await RunAsync([], [.. line, "--server", server.Url]));
        Assert.True(local.Exit == 0, local.Error);
        Assert.Equal((local.Exit, local.Output), (remote.Exit, remote.Output));
        Assert.True(remote.Output.Split('\n').Length > 500);
        string[] report = ["report", "a:latest", "--format", "md"];
        Assert.Equal((await shop.RunAsync(report)).Output, (await RunAsync([], [.. report, "--server", server.Url])).Output);
    }

    private const string Forest = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=binary sigmoid:1
        feature_names=a b
        feature_infos=[0:1] [0:1]
        tree_sizes=300

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        split_gain=1
        threshold=0.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=-0.1 0.2
        leaf_weight=1 1
        leaf_count=10 10
        internal_value=0
        internal_weight=2
        internal_count=20
        is_linear=0
        shrinkage=1


        end of trees

        feature_importances:
        a=1

        parameters:
        end of parameters

        pandas_categorical:null

        """;

    private static Task<Cli> LocalAsync(string folder, params string[] line) => RunAsync([("VANE_USER", "eve")], [.. line, "--workspace", folder]);

    private Task<Cli> RemoteAsync(params string[] line) => RunAsync([("VANE_USER", "eve")], [.. line, "--server", _server.Url]);

    private static async Task<Cli> RunAsync((string Name, string Value)[] environment, params string[] line)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Program.RunAsync(line, new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            Environment = name => environment.FirstOrDefault(e => e.Name == name).Value,
            Cancel = TestContext.Current.CancellationToken,
        });
        return new Cli(exit, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d")]
    private static partial Regex Moment();
}

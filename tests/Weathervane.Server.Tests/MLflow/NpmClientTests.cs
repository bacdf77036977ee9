using Weathervane.Tests;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>A third party's client for Node, unmodified, in a live session.</summary>
public sealed class NpmClientTests
{
    [Fact]
    public async Task Logs_searches_and_reads_back_what_it_logged()
    {
        var peers = Path.Combine(Repository.Root, "tests", "peers");
        if (!Directory.Exists(Path.Combine(peers, "node_modules", "mlflow")))
        {
            Repository.Missing("needs npm's mlflow, which ./test installs");
        }

        await using var server = await RunningServer.StartAsync();
        var answer = await Task.Run(() => PeerProcess.Run("node", Path.Combine(peers, "mlflow_session.cjs"), server.Url), TestContext.Current.CancellationToken);
        var run = answer.GetProperty("run");
        Assert.Equal("FINISHED", run.GetProperty("info").GetProperty("status").GetString());
        Assert.Equal(
            ["auc 0.55", "log_loss 0.68"],
            run.GetProperty("data").GetProperty("metrics").EnumerateArray().Select(m => $"{m.GetProperty("key")} {m.GetProperty("value").GetDouble():0.##}").Order());
        Assert.Equal(
            ["mlflow.runName", "note", "stage"],
            run.GetProperty("data").GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("key").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal([0, 1, 2], answer.GetProperty("history").EnumerateArray().Select(m => m.GetProperty("step").GetInt32()));
        Assert.Equal(1, answer.GetProperty("found").GetInt32());
        Assert.Contains("npm renamed", answer.GetProperty("experiments").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("plots/roc.svg", answer.GetProperty("files").GetProperty("files")[0].GetProperty("path").GetString());
        Assert.Contains("RESOURCE_DOES_NOT_EXIST", answer.GetProperty("refused").GetString(), StringComparison.Ordinal);
    }
}

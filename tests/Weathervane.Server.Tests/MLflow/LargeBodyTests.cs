using System.Text.Json;
using Weathervane.Server.MLflow;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>Large bodies are written one after the other.</summary>
public sealed class LargeBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_body_waits_for_the_one_before_and_small_ones_for_none()
    {
        var first = await LargeBodies.TakeTurn(LargeBodies.Large, Cancel);
        var second = LargeBodies.TakeTurn(LargeBodies.Large, Cancel);
        using var gone = new CancellationTokenSource();
        var third = LargeBodies.TakeTurn(LargeBodies.Large, gone.Token);
        Assert.Null(await LargeBodies.TakeTurn(LargeBodies.Large - 1, Cancel));
        Assert.False(second.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        first!.Dispose();
        (await second)!.Dispose();
        (await LargeBodies.TakeTurn(LargeBodies.Large, Cancel))!.Dispose();
    }

    [Fact]
    public async Task A_turn_ends_with_its_request_also_with_one_that_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var run = server.Workspace.Runs.Create(new Store.Runs.NewRun { Name = "one", User = "ada" });
        foreach (var (value, status) in new[] { ("x", 200), ("\u0001", 400), ("y", 200) })
        {
            var text = string.Concat(Enumerable.Repeat(value, LargeBodies.Large));
            var body = status == 200 ? JsonSerializer.Serialize(new { run_id = run.Id, key = "k", value = text }) : "{" + text;
            Assert.Equal(status, (await server.Client.Send("POST", "/api/2.0/mlflow/runs/set-tag", body)).Status);
            Assert.Equal(status == 200 ? value[0] : 'x', server.Workspace.Runs.Get(run.Id).Tags["k"][0]);
            Assert.Equal(LargeBodies.Large, server.Workspace.Runs.Get(run.Id).Tags["k"].Length);
        }
    }
}

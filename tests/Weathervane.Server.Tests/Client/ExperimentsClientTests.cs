using Weathervane.Client;
using Weathervane.Client.Experiments;
using Weathervane.Server.Tests.Live;

namespace Weathervane.Server.Tests.Client;

/// <summary>Experiments through the client.</summary>
public sealed class ExperimentsClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_experiment_is_started_listed_read_and_stopped()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Tree);
            TrainedModel.Add(w, TrainedModel.Line);
            w.Series.Put("s", "1d", ["sp500"]);
        });
        using var vane = new VaneClient(server.Url, new ClientOptions { User = "ada" });
        // So sure a verdict is wanted that the experiment does not end by itself before it is stopped.
        var from = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var started = await vane.Experiments.StartAsync(
            new NewExperiment { Series = "s", Champion = "sp500", Challengers = ["sp500:2"], Mode = ExperimentMode.Canary, Weights = [0.1], Alpha = 1e-6, Promote = true, From = from, Reason = "try" }, Cancel);
        Assert.Equal((1L, "s", ExperimentMode.Canary, 1e-6, 1, true, from, "ada", "try"), (started.Id, started.Series, started.Mode, started.Alpha, started.Horizon, started.Promote, started.From, started.By, started.Reason));
        Assert.Equal([new(0, "sp500", "sp500", 1, 0.9), new ExperimentArm(1, "sp500:2", "sp500", 2, 0.1)], started.Arms);
        server.Workspace.Series.Take("s", TrainedModel.Bars.ToArray());
        await PredictTests.Until(() => vane.Experiments.GetAsync(1, cancel: Cancel).Result.Challengers[0].Bars > 250);
        var (listed, one) = (Assert.Single(await vane.Experiments.ListAsync("s", running: true, cancel: Cancel)), await vane.Experiments.GetAsync(1, points: 20, cancel: Cancel));
        Assert.Equal((2e6, "sp500:2", one.Challengers[0].Mean), (one.Threshold, one.Challengers[0].Version, listed.Challengers[0].Mean));
        Assert.Empty(listed.Challengers[0].Sequence);
        Assert.InRange(one.Challengers[0].Sequence.Count, 15, 21);
        var stopped = await vane.Experiments.StopAsync(1, "enough", Cancel);
        Assert.Equal((ExperimentEventKind.Ended, "enough", "ada"), (stopped.Events[^1].Kind, stopped.Events[^1].Reason, stopped.Events[^1].By));
        var wrong = await Assert.ThrowsAsync<VaneException>(() => vane.Experiments.StopAsync(1, " ", Cancel));
        Assert.Equal((400, "reason"), (wrong.Status, wrong.Problems[0].Where));
    }
}

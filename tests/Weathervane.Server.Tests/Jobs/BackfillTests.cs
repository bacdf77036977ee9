using System.Text.Json.Nodes;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Tests.Live;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>Forecasts over bars that were there before they were asked for are those that would have been made, and are marked.</summary>
public sealed class BackfillTests
{
    [Fact]
    public async Task Bars_after_the_training_with_a_known_outcome_are_filled_in_to_the_bit_and_marked()
    {
        await using var server = await StartAsync();
        var (status, answer) = await server.Client.Send("POST", "/api/v1/series/sp500-1d/backfill", """{"model": "sp500:2", "from": "2016-01-01T00:00:00Z"}""");
        Assert.True(status == 200, answer);
        await PredictTests.Until(() => server.Workspace.Backfills.Open().Count == 0);

        var job = Assert.Single(server.Workspace.Backfills.Of("sp500-1d"));
        Assert.Equal(JobOutcome.Done, job.Outcome);
        var expected = new Forecaster(TrainedModel.Tree).Forecast(TrainedModel.Tree.OnCalendar(TrainedModel.Bars), cancel: TestContext.Current.CancellationToken)
            .Where(f => f.Bar >= new DateTime(2016, 1, 1, 0, 0, 0, DateTimeKind.Utc) && !double.IsNaN(f.Outcome)).Select(f => (f.Bar, f.Probability)).ToList();
        var kept = server.Workspace.Forecasts.List("sp500-1d", "sp500:2", limit: int.MaxValue);
        Assert.Equal(expected, kept.Reverse().Select(f => (f.Bar.UtcDateTime, f.Probability)));
        Assert.All(kept, f => Assert.True(f.Backfilled));
        Assert.Equal(expected.Count, job.Forecasts);
        Assert.All(server.Workspace.Forecasts.List("sp500-1d", "sp500:1"), f => Assert.False(f.Backfilled));

        (status, answer) = await server.Client.Send("GET", "/api/v1/series/sp500-1d/backfill");
        Assert.Equal("done", JsonNode.Parse(answer)![0]!["outcome"]!.GetValue<string>());
        // Asked again there is nothing to add.
        await server.Client.Send("POST", "/api/v1/series/sp500-1d/backfill", """{"model": "sp500:2", "from": "2016-01-01T00:00:00Z"}""");
        await PredictTests.Until(() => server.Workspace.Backfills.Of("sp500-1d") is [{ Ended: not null, Forecasts: 0 }, _]);
    }

    [Fact]
    public async Task The_running_score_of_the_version_that_answers_leaves_out_what_was_filled_in()
    {
        await using var server = await StartAsync();
        await server.Client.Send("POST", "/api/v1/series/sp500-1d/backfill", """{"model": "sp500:2", "from": "2016-01-01T00:00:00Z"}""");
        await PredictTests.Until(() => server.Workspace.Backfills.Open().Count == 0);
        // From now on the version answers whose forecasts were filled in; of its own none has come true yet.
        server.Workspace.Series.Put("sp500-1d", "1d", ["sp500:2"]);
        Assert.Contains(server.Workspace.Forecasts.List("sp500-1d", "sp500:2", limit: int.MaxValue), f => f is { Backfilled: true, Outcome: not null });
        Assert.DoesNotContain(server.Workspace.Forecasts.List("sp500-1d", "sp500:2", limit: int.MaxValue), f => f is { Backfilled: false, Outcome: not null });

        var (_, answer) = await server.Client.Send("GET", "/api/v1/series/sp500-1d/score");
        Assert.Equal("sp500:2", JsonNode.Parse(answer)!["version"]!.GetValue<string>());
        Assert.Equal(0, JsonNode.Parse(answer)!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Series.Put("empty", "1d", []));
        foreach (var (target, body, expected) in new[]
        {
            ("none", """{"model": "x:1"}""", 404), ("empty", "{}", 400), ("empty", """{"model": "none:1"}""", 404),
            ("empty", """{"model": "x:1", "from": "2020-01-02T00:00:00Z", "to": "2020-01-02T00:00:00Z"}""", 400),
        })
        {
            var (status, answer) = await server.Client.Send("POST", $"/api/v1/series/{target}/backfill", body);
            Assert.True(status == expected, $"{target} {body}: {status} {answer}");
        }

        Assert.Empty(server.Workspace.Backfills.Open());
    }

    /// <summary>Version 1 forecasts as bars come in, and has done so; version 2 nobody has asked yet.</summary>
    private static async Task<RunningServer> StartAsync()
    {
        var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Line);
            TrainedModel.Add(w, TrainedModel.Tree);
            w.Series.Put("sp500-1d", "1d", ["sp500:1"]);
            w.Series.Take("sp500-1d", TrainedModel.Bars.ToArray());
        });
        await PredictTests.Until(() => server.Workspace.Forecasts.Latest("sp500-1d") is not null);
        return server;
    }
}

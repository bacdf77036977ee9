using System.Text.Json.Nodes;
using Weathervane.Monitoring.Experiments;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;

namespace Weathervane.Server.Tests.Live.Experiments;

/// <summary>Real models on real bars: one that has learnt by heart is found out, replaced, kept out, or left to forecast unseen.</summary>
public sealed class ExperimentTests
{
    private const string From = "2015-01-01T00:00:00Z";

    [Fact]
    public async Task A_better_challenger_is_promoted_with_the_evidence_that_the_log_gives()
    {
        await using var server = await Started(TrainedModel.Overconfident, TrainedModel.Line);
        var started = await Json(server, "POST", "/api/v1/experiments", Shadow + """, "promote": true, "reason": "simpler" }""");
        Assert.Equal(("shadow", "ada", 1), (started["mode"]!.GetValue<string>(), started["by"]!.GetValue<string>(), started["horizon"]!.GetValue<int>()));
        await Bars(server, 0, TrainedModel.Bars.Count);
        await PredictTests.Until(() => server.Workspace.LiveExperiments.Get(1).Ended is not null);

        var experiment = server.Workspace.LiveExperiments.Get(1);
        Assert.Equal([LiveEventKind.Better, LiveEventKind.Promoted, LiveEventKind.Ended], experiment.Events.Select(e => e.Kind));
        var move = server.Workspace.Models.Moves("sp500")[^1];
        Assert.Equal((2L, "experiment 1", "A/B experiment 1: sp500:2 is better than sp500:1", experiment.Events[0].Evidence), (move.Version, move.By, move.Reason, move.Evidence));

        var (report, test) = (await Json(server, "GET", "/api/v1/experiments/1?points=50"), new RunningTest(new RunningTestOptions()));
        foreach (var pair in server.Workspace.Forecasts.Pairs("s", "sp500:1", "sp500:2", experiment.From).Where(p => !double.IsNaN(p.Champion) && !double.IsNaN(p.Challenger)))
        {
            test.Add(pair.Champion, pair.Challenger, pair.Outcome);
        }

        var (told, expected) = (report["challengers"]![0]!, test.Standing);
        Assert.Equal(RunningVerdict.Better, expected.Verdict);
        Assert.Equal("better", told["verdict"]!.GetValue<string>());
        Assert.Equal((expected.Bars, expected.Mean, expected.Low, expected.High), (told["bars"]!.GetValue<long>(), told["mean"]!.GetValue<double>(), told["low"]!.GetValue<double>(), told["high"]!.GetValue<double>()));
        Assert.Equal(expected.EvidenceBetter, told["evidenceBetter"]!.GetValue<double>());
        // One that was started under the rule of before is judged by that.
        Assert.Equal(BetRule.Folding, experiment.Bets);
        Assert.NotEqual(expected.EvidenceBetter, LiveComparison.Of(server.Workspace, experiment with { Bets = BetRule.Constant }).Challengers[0].EvidenceBetter);
        Assert.InRange(told["sequence"]!.AsArray().Count, 40, 51);
        Assert.Equal(expected.Bars, told["sequence"]!.AsArray()[^1]!["bars"]!.GetValue<long>());
        Assert.StartsWith($"{expected.Bars} bars from 2015-01-01 00:00 on: log loss lower by 0.", move.Evidence, StringComparison.Ordinal);
        Assert.Equal((1L, "sp500:1"), (server.Workspace.LiveExperiments.Get(2).Guards!.Value, server.Workspace.LiveExperiments.Get(2).Arms[1].VersionReference));
    }

    [Fact]
    public async Task A_champion_that_is_refreshed_is_compared_as_it_stood_at_each_bar_and_loses_to_a_better_challenger()
    {
        // Live days: the clock stands at the last bar that has closed.
        var bars = TrainedModel.Bars;
        var (refreshAt, clock) = (bars.FirstAtOrAfter(new DateTime(2016, 1, 1, 0, 0, 0, DateTimeKind.Utc)), new MovedClock());
        clock.SetTo(bars.Times[refreshAt]);
        await using var server = await RunningServer.StartAsync(prepare: w => Prepare(w, TrainedModel.Tree, TrainedModel.Line, "BEATS"), clock: clock);
        await Json(server, "POST", "/api/v1/experiments", Shadow + """, "promote": true }""");
        await Bars(server, 0, refreshAt);
        await PredictTests.Until(() => Count(server, "sp500:2") > 200 && Count(server, "sp500:2") == Count(server, "sp500:1"));
        Assert.Null(server.Workspace.LiveExperiments.Get(1).Ended);

        // A refresh that makes it much worse, which no gate would let in, is found out by the challenger.
        var fresh = TrainedModel.Add(server.Workspace, TrainedModel.Overconfident);
        var lease = server.Workspace.Leases.Take("retraining/s", "a test", TimeSpan.FromMinutes(1))!;
        Assert.True(server.Workspace.Retraining.Finish(lease, "s", Store.Retraining.SeriesEventKind.Refreshed, fresh, "a test", server.Workspace.Models.Resolve("sp500:1")));
        clock.SetTo(bars.Times[^1].AddDays(1));
        await Bars(server, refreshAt, bars.Count);
        await PredictTests.Until(() => server.Workspace.LiveExperiments.Get(1).Ended is not null);

        var experiment = server.Workspace.LiveExperiments.Get(1);
        Assert.Equal([LiveEventKind.Better, LiveEventKind.Promoted, LiveEventKind.Ended], experiment.Events.Select(e => e.Kind));
        Assert.Equal(2, server.Workspace.Models.Resolve("sp500").Version);
        var (test, then, byFresh) = (new RunningTest(new RunningTestOptions()), experiment.Champions[1].From, 0);
        foreach (var pair in Pairs("sp500:1").Where(p => p.KnownAt < then).Concat(Pairs("sp500:3").Where(p => p.KnownAt >= then)))
        {
            test.Add(pair.Champion, pair.Challenger, pair.Outcome);
            byFresh += pair.KnownAt >= then ? 1 : 0;
        }

        Assert.InRange(byFresh, 20, int.MaxValue);
        var told = (await Json(server, "GET", "/api/v1/experiments/1"))["challengers"]![0]!;
        Assert.Equal((test.Standing.Bars, test.Standing.Mean), (told["bars"]!.GetValue<long>(), told["mean"]!.GetValue<double>()));
        Assert.EndsWith("; the champion was refreshed meanwhile: sp500:1, sp500:3", experiment.Events[0].Evidence, StringComparison.Ordinal);

        IEnumerable<Store.Live.ForecastPair> Pairs(string champion) => server.Workspace.Forecasts.Pairs("s", champion, "sp500:2", experiment.From)
            .Where(p => !(p.KnownAt > experiment.Ended) && !double.IsNaN(p.Champion) && !double.IsNaN(p.Challenger));
    }

    [Fact]
    public async Task In_shadow_every_arm_forecasts_every_bar_and_the_champion_answers()
    {
        await using var server = await Started(TrainedModel.Tree, TrainedModel.Line);
        await Json(server, "POST", "/api/v1/experiments", Shadow + "}");
        await Bars(server, 0, TrainedModel.Bars.Count);
        await PredictTests.Until(() => Count(server, "sp500:2") > 0 && Count(server, "sp500:2") == Count(server, "sp500:1"));
        foreach (var key in (string[])["a", "b", "c", "d", "e"])
        {
            var answer = await Predict(server, key);
            Assert.Equal((1L, null), (answer["version"]!.GetValue<long>(), answer["arm"]));
        }

        Assert.Equal(1, (await Json(server, "GET", "/api/v1/series/s"))["latest"]!["version"]!.GetValue<long>());
        await PredictTests.Until(() => server.Client.Send("GET", "/metrics").Result.Body.Contains("vane_experiment_bars{experiment=\"1\",arm=\"1\"} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_split_gives_each_key_the_same_arm_on_every_server_in_shares_by_weight()
    {
        await using var server = await Started(TrainedModel.Tree, TrainedModel.Line);
        await Json(server, "POST", "/api/v1/experiments", Ask("split") + """, "weights": [0.3] }""");
        await Bars(server, 0, TrainedModel.Bars.Count);
        await PredictTests.Until(() => Count(server, "sp500:2") > 0 && Count(server, "sp500:2") == Count(server, "sp500:1"));
        await using var second = await VaneServer.StartAsync(server.Workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        using var other = new HttpClient { BaseAddress = new Uri(second.Url) };
        var latest = Enumerable.Range(1, 2).ToDictionary(v => (long)v, v => server.Workspace.Forecasts.Latest("s", $"sp500:{v}")!.Probability);
        var challenger = 0;
        for (var i = 0; i < 200; i++)
        {
            var answer = await Predict(server, $"user{i}");
            var version = answer["version"]!.GetValue<long>();
            Assert.Equal((version - 1, 1L), (answer["arm"]!.GetValue<long>(), answer["experiment"]!.GetValue<long>()));
            Assert.Equal(latest[version], answer["probabilityUp"]!.GetValue<double>());
            challenger += version == 2 ? 1 : 0;
            if (i < 20)
            {
                var (_, again) = await other.Send("POST", "/api/v1/predict", $$"""{"series":"s","key":"user{{i}}"}""");
                Assert.Equal(version, JsonNode.Parse(again)!["version"]!.GetValue<long>());
            }
        }

        // 200 keys at 0.3: 60, give or take 3.1 standard deviations of 6.5.
        Assert.InRange(challenger, 40, 80);
        Assert.Null((await Json(server, "POST", "/api/v1/predict", """{"series":"s"}"""))["arm"]);
        var stopped = await Json(server, "POST", "/api/v1/experiments/1/stop", """{"reason":"enough seen"}""");
        Assert.Equal("enough seen", stopped["events"]![0]!["reason"]!.GetValue<string>());
        Assert.Null((await Predict(server, "user1"))["arm"]);
    }

    [Fact]
    public async Task A_canary_that_is_worse_is_out_and_its_keys_go_back_to_the_champion()
    {
        await using var server = await Started(TrainedModel.Line, TrainedModel.Overconfident);
        await Json(server, "POST", "/api/v1/experiments", Ask("canary") + """, "weights": [0.5] }""");
        await Bars(server, 0, TrainedModel.Bars.Count);
        await PredictTests.Until(() => server.Workspace.LiveExperiments.Get(1).Ended is not null);
        var events = server.Workspace.LiveExperiments.Get(1).Events;
        Assert.Equal([LiveEventKind.Worse, LiveEventKind.Ended], events.Select(e => e.Kind));
        Assert.Contains("log loss higher by 0.", events[0].Evidence, StringComparison.Ordinal);
        Assert.Equal(1, server.Workspace.Models.Resolve("sp500").Version);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, (await Predict(server, $"user{i}"))["version"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task A_challenger_that_cannot_forecast_is_out_after_five_bars()
    {
        await using var server = await Started(TrainedModel.Line, TrainedModel.Tree);
        server.Workspace.Models.Register(new NewVersion { Name = "sp500", Author = "ada", Model = [1, 2, 3] });
        server.Workspace.LiveExperiments.Start(new NewLiveExperiment { Series = "s", Champion = "sp500", Challengers = ["sp500:3"], From = DateTimeOffset.Parse(From, null) }, "ada");
        await Bars(server, 0, TrainedModel.Bars.Count);
        await PredictTests.Until(() => server.Workspace.LiveExperiments.Get(1).Ended is not null);
        var failed = server.Workspace.LiveExperiments.Get(1).Events[0];
        Assert.Equal((LiveEventKind.Failed, "sp500:3 made no forecasts where sp500:1 did"), (failed.Kind, failed.Reason));
        Assert.Contains("bars with an outcome; 0 bars compared before", failed.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_may_not_serve_a_challenger_answers_with_the_champion()
    {
        // Started on a server that serves models without a proven edge; this one does not.
        await using var server = await Started(TrainedModel.Line, TrainedModel.Tree, challengerVerdict: "NO EDGE");
        server.Workspace.LiveExperiments.Start(
            new NewLiveExperiment { Series = "s", Champion = "sp500", Challengers = ["sp500:2"], Mode = LiveMode.Split, Weights = [0.999], From = DateTimeOffset.Parse(From, null) }, "ada");
        await Bars(server, 0, TrainedModel.Bars.Count);
        await PredictTests.Until(() => Count(server, "sp500:2") > 0 && Count(server, "sp500:2") == Count(server, "sp500:1"));
        var answer = await Predict(server, "user1");
        Assert.Equal((1L, null), (answer["version"]!.GetValue<long>(), answer["arm"]));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        await using var server = await Started(TrainedModel.Line, TrainedModel.Tree, verdict: "NO EDGE");
        var (status, body) = await server.Client.Send("POST", "/api/v1/experiments", """{ "series": "none", "champion": "sp500:1", "challengers": ["sp500:2", "sp500:9"], "mode": "split", "alpha": 2, "promote": true }""");
        Assert.Equal(400, status);
        var problems = JsonNode.Parse(body)!["problems"]!.AsArray();
        Assert.Equal(
            ["challengers", "series none", "challengers[1] sp500:9", "alpha", "promote"],
            problems.Select(p => p!["where"]!.GetValue<string>()));
        Assert.Contains("sp500:2 has no proven edge and may not answer callers: its verdict on record is NO EDGE.", body, StringComparison.Ordinal);
        Assert.Equal(404, (await server.Client.Send("GET", "/api/v1/experiments/7")).Status);
        Assert.Equal(404, (await server.Client.Send("POST", "/api/v1/experiments/7/stop", """{"reason":"x"}""")).Status);
        Assert.Contains("key goes with series alone", (await server.Client.Send("POST", "/api/v1/predict", """{"features":{},"key":"x"}""")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_looks_and_does_not_start_or_stop()
    {
        var (read, write) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            Prepare(w, TrainedModel.Line, TrainedModel.Tree, "BEATS");
            (read, write) = (w.Keys.Create("r", Store.Access.Role.Read).Text, w.Keys.Create("w", Store.Access.Role.Write).Text);
        });
        Assert.Equal(403, (await Send("POST", "/api/v1/experiments", Shadow + "}", read)).Status);
        Assert.Equal(200, (await Send("POST", "/api/v1/experiments", Shadow + "}", write)).Status);
        Assert.Equal(403, (await Send("POST", "/api/v1/experiments/1/stop", """{"reason":"x"}""", read)).Status);
        Assert.Contains("\"by\":\"w (", (await Send("GET", "/api/v1/experiments?running=true", null, read)).Body, StringComparison.Ordinal);

        Task<(int Status, string Body)> Send(string method, string target, string? body, string key) =>
            server.Client.Send(method, target, body, headers: ("Authorization", $"Bearer {key}"));
    }

    [Fact]
    public void Models_of_other_labels_are_not_compared()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-labels-" + Guid.NewGuid().ToString("N"));
        using (var workspace = Workspace.Open(folder, TimeProvider.System))
        {
            Prepare(workspace, TrainedModel.Line, TrainedModel.Ahead, "BEATS");
            var wrong = Assert.Throws<InputException>(() => ExperimentStart.Start(
                workspace, new NewLiveExperiment { Series = "s", Champion = "sp500", Challengers = ["sp500:2"] }, "ada", allowUnproven: true));
            Assert.StartsWith("challengers: sp500:2 forecasts next-bar-direction/5, sp500:1 next-bar-direction/1", wrong.Message, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Shadow { get; } = Ask("shadow");

    private static string Ask(string mode) => $$"""{ "series": "s", "champion": "sp500", "challengers": ["sp500:2"], "mode": "{{mode}}", "from": "{{From}}" """;

    private static Task<RunningServer> Started(Pipelines.Serving.ForecastModel champion, Pipelines.Serving.ForecastModel challenger, string verdict = "BEATS", string? challengerVerdict = null) =>
        RunningServer.StartAsync(prepare: w => Prepare(w, champion, challenger, verdict, challengerVerdict));

    private static void Prepare(Workspace workspace, Pipelines.Serving.ForecastModel champion, Pipelines.Serving.ForecastModel challenger, string verdict, string? challengerVerdict = null)
    {
        TrainedModel.Register(workspace, champion, verdict);
        TrainedModel.Add(workspace, challenger, challengerVerdict ?? verdict);
        workspace.Series.Put("s", "1d", ["sp500"]);
    }

    private static int Count(RunningServer server, string version) => server.Workspace.Forecasts.List("s", version, limit: 10_000).Count;

    private static Task<JsonNode> Bars(RunningServer server, int from, int to) => Json(server, "POST", "/api/v1/series/s/bars", SeriesTests.Texts(TrainedModel.Bars, from, to));

    private static Task<JsonNode> Predict(RunningServer server, string key) => Json(server, "POST", "/api/v1/predict", $$"""{"series":"s","key":"{{key}}"}""");

    private static async Task<JsonNode> Json(RunningServer server, string method, string target, string? body = null)
    {
        var (status, answer) = await server.Client.Send(method, target, body, headers: ("Vane-User", "ada"));
        Assert.True(status == 200, $"{method} {target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}

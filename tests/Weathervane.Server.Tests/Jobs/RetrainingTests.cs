using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Jobs;
using Weathervane.Server.Live;
using Weathervane.Server.Operation;
using Weathervane.Server.Tests.Live;
using Weathervane.Store;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>A server trains the model of a series again, asks the gate, and tells what came of it.</summary>
public sealed class RetrainingTests
{
    private static readonly RetrainingPlan OnRequest = new() { Schedule = "never", Check = "never", Requested = DateTimeOffset.MaxValue.AddDays(-1) };

    [Fact]
    public async Task A_refresh_that_is_asked_for_becomes_the_champion_and_forecasts_go_on_by_it()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => Series(w, TrainedModel.Line));
        var asked = await Ask(server, "POST", "/api/v1/series/sp500-1d/retraining/now", """{"reason":" the feed was mended "}""");
        Assert.Equal("never", asked["plan"]!["schedule"]!.GetValue<string>());
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Count == 1);
        var happened = server.Workspace.Retraining.Events("sp500-1d")[0];
        Assert.Equal((SeriesEventKind.Refreshed, "sp500", 2L), (happened.Kind, happened.Model, happened.Version));
        Assert.Contains("it is the recipe of sp500:1 on newer bars", happened.Words, StringComparison.Ordinal);
        Assert.Contains("(asked for by a request of ", happened.Words, StringComparison.Ordinal);
        Assert.EndsWith(" UTC by local: the feed was mended)", happened.Words, StringComparison.Ordinal);
        Assert.Equal("sp500:2", server.Workspace.Models.Resolve("sp500").Reference);
        Assert.Equal(happened.Words, server.Workspace.Models.Moves("sp500")[^1].Evidence);
        // The alias is seen, and the fresh version forecasts the bars that it has not learnt from: the last one.
        await PredictTests.Until(() => server.Workspace.Forecasts.Latest("sp500-1d", "sp500:2") is not null);
        Assert.Equal(TrainedModel.Bars.Times[^1], server.Workspace.Forecasts.Latest("sp500-1d", "sp500:2")!.Bar.UtcDateTime);
        // Its version can be trained again itself, and its decay seen.
        var files = server.Workspace.Artifacts.List(server.Workspace.Models.Resolve("sp500")).Select(f => f.Name).ToList();
        Assert.Contains(FixedRecipe.File, files);
        Assert.Contains(DecayPromise.File, files);
        // So can drift of what it says: its reference holds features, forecasts and outcomes.
        var kept = VersionDrift.Kept(server.Workspace, server.Workspace.Models.Resolve("sp500"))!;
        Assert.Equal([.. TrainedModel.Line.Recipe.FeatureNames, "forecast", "outcome"], kept.Columns.Select(c => c.Name));
        var events = await Ask(server, "GET", "/api/v1/series/sp500-1d/events");
        Assert.Equal("refreshed", events[0]!["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_refresh_that_is_worse_is_kept_out_with_the_reason()
    {
        // The version's recipe learns by heart: its refresh is sure of itself and wrong.
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            Series(w, TrainedModel.Line, new() { [FixedRecipe.File] = Encoding.UTF8.GetBytes(TrainedModel.Overconfident.Facts.Pipeline) });
            w.Retraining.SetPlan("sp500-1d", OnRequest with { Requested = DateTimeOffset.UtcNow.AddMinutes(1) }, "ada");
        });
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Count > 0);
        var happened = server.Workspace.Retraining.Events("sp500-1d")[^1];
        Assert.Equal((SeriesEventKind.Kept, 1L), (happened.Kind, happened.Version));
        Assert.Contains("as a refresh it fails its guardrail", happened.Words, StringComparison.Ordinal);
        Assert.Equal("sp500:1", server.Workspace.Models.Resolve("sp500").Reference);
        Assert.Single(server.Workspace.Models.Versions("sp500"));
    }

    [Fact]
    public async Task Decay_is_seen_told_once_and_trained_away()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            // It promised what it said of its training rows.
            Series(w, TrainedModel.Overconfident, new()
            {
                [DecayPromise.File] = new DecayPromise(0.35, 0.3).ToBytes(),
                [FixedRecipe.File] = Encoding.UTF8.GetBytes(TrainedModel.Line.Facts.Pipeline),
            });
        });
        await PredictTests.Until(() => server.Workspace.Forecasts.List("sp500-1d", limit: 10_000).Count(f => f.Outcome is not null) > 1000);
        server.Workspace.Retraining.SetPlan("sp500-1d", new RetrainingPlan { Schedule = "never", Check = "daily", PauseDays = 0, OnDrift = false }, "ada");
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Any(e => e.IsTraining));
        var events = server.Workspace.Retraining.Events("sp500-1d").Reverse().Where(e => e.Kind != SeriesEventKind.Drift).ToList();
        Assert.Equal(SeriesEventKind.Decay, events[0].Kind);
        Assert.Contains("the log loss of sp500:1 has risen above the 0.35 that its validation promised", events[0].Words, StringComparison.Ordinal);
        var trained = events.First(e => e.IsTraining);
        Assert.Equal((SeriesEventKind.Refreshed, 2L), (trained.Kind, trained.Version));
        Assert.Single(events, e => e.Kind == SeriesEventKind.Decay);
    }

    [Fact]
    public async Task Forecasts_unlike_those_that_the_version_was_kept_with_are_told_as_drift()
    {
        var rows = WatchedRows.Of(TrainedModel.Line, TrainedModel.Bars, new Dictionary<string, Weathervane.Bars.BarSeries>(), cancel: TestContext.Current.CancellationToken)!;
        // As if it had said 10 points more of each bar when it was trained; its features and outcomes are left out, so that nothing else can alarm.
        var said = TrainedModel.Line.Predict(rows.Learnt).Select(p => p + 0.1).ToArray();
        var all = new LearntRows(rows.Learnt, said, said).Reference(new DriftWatchOptions())!;
        var kept = all with { Columns = [.. all.Columns.Where(c => c.Kind == ColumnKind.Forecast)] };
        await using var server = await RunningServer.StartAsync(prepare: w => Series(w, TrainedModel.Line, new() { [LearntRows.File] = Encoding.UTF8.GetBytes(kept.ToJson()) }));
        await PredictTests.Until(() => server.Workspace.Forecasts.Latest("sp500-1d")?.Bar.UtcDateTime == TrainedModel.Bars.Times[^1]);
        var before = await Ask(server, "GET", "/api/v1/series/sp500-1d/retraining");
        Assert.Equal((null, null), (before["lastCheck"], before["nextCheck"]));
        server.Workspace.Retraining.SetPlan("sp500-1d", new RetrainingPlan { Schedule = "never", Check = "daily", OnDrift = false, OnDecay = false }, "ada");
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Count > 0);
        // When it was looked for is told, and when it will be: the next midnight.
        JsonNode? looked = null;
        await PredictTests.Until(() => (looked = Ask(server, "GET", "/api/v1/series/sp500-1d/retraining").GetAwaiter().GetResult())["lastCheck"] is not null);
        Assert.True(looked!["lastCheck"]!["isTested"]!.GetValue<bool>());
        var at = looked["lastCheck"]!["at"]!.GetValue<DateTimeOffset>();
        Assert.Equal(new DateTimeOffset(at.UtcDateTime.Date.AddDays(1), TimeSpan.Zero), looked["nextCheck"]!.GetValue<DateTimeOffset>());
        var happened = server.Workspace.Retraining.Events("sp500-1d")[^1];
        Assert.Equal(SeriesEventKind.Drift, happened.Kind);
        Assert.StartsWith("DRIFT in 1 of 1 column: the forecasts.", happened.Words, StringComparison.Ordinal);
        // The dashboard is told the same of the same rows.
        var told = await Ask(server, "GET", "/api/v1/series/sp500-1d/drift");
        Assert.Equal((happened.Words, "forecast"), (told["words"]!.GetValue<string>(), told["columns"]![0]!["kind"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_model_of_two_series_is_trained_again_on_both_as_the_library_would()
    {
        var model = TrainedModel.Joined();
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, model);
            JoinedSeriesTests.Fill(w, TrainedModel.Bars.Count, TrainedModel.Other.Count, 60);
        });
        await Ask(server, "PUT", "/api/v1/series/sp500-1d/retraining", "{}");
        await Ask(server, "POST", "/api/v1/series/sp500-1d/retraining/now", "{}");
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Any(e => e.IsTraining));
        var happened = server.Workspace.Retraining.Events("sp500-1d").First(e => e.IsTraining);
        Assert.Equal((SeriesEventKind.Refreshed, 2L), (happened.Kind, happened.Version));
        var (plan, both) = (new RetrainingPlan(), new Dictionary<string, Weathervane.Bars.BarSeries> { ["other"] = TrainedModel.Other });
        var expected = ModelRefresh.Run(
            PipelineFile.Parse(model.Facts.Pipeline, "its pipeline"), model.OnCalendar(TrainedModel.Bars), both,
            new Incumbent("sp500:1", model, false), new RefreshOptions { Folds = plan.Folds, Validation = plan.Validation, CodeVersion = Probes.Version, Cancel = TestContext.Current.CancellationToken });
        var fresh = VersionFiles.Read(server.Workspace, server.Workspace.Models.Resolve("sp500"));
        Assert.Equal(Said(expected.Model!), Said(fresh));
        Assert.NotEqual(Said(model), Said(fresh));
        Assert.Equal(TrainedModel.Other.Times[0], Assert.Single(fresh.Recipe.Joined).Anchor);
        // What is held against the newest rows comes from both, too.
        await PredictTests.Until(() => server.Workspace.Forecasts.Latest("sp500-1d", "sp500:2") is not null);
        Assert.DoesNotContain("other", (await Ask(server, "GET", "/api/v1/series/sp500-1d/drift?window=168"))["problem"]?.GetValue<string>() ?? "", StringComparison.Ordinal);

        double[] Said(ForecastModel by) => [.. new Forecaster(by).Forecast(TrainedModel.Bars, both, cancel: TestContext.Current.CancellationToken).Select(f => f.Probability)];
    }

    [Fact]
    public async Task A_model_whose_further_series_the_store_lacks_is_refused_by_name_and_a_refresh_of_one_fails_with_the_reason()
    {
        // Coarser bars of its own are known wherever its bars are; another market's are not.
        await using var server = await RunningServer.StartAsync(prepare: w => Series(w, TrainedModel.Coarser()));
        Assert.Equal(200, (await server.Client.Send("PUT", "/api/v1/series/sp500-1d/retraining", "{}")).Status);
        TrainedModel.Register(server.Workspace, TrainedModel.Joined());
        foreach (var (method, target) in ((string, string)[])[("PUT", "retraining"), ("POST", "retraining/now")])
        {
            var (status, body) = await server.Client.Send(method, "/api/v1/series/sp500-1d/" + target, "{}");
            Assert.Equal(400, status);
            Assert.Equal("series other", JsonNode.Parse(body)!["problems"]![0]!["where"]!.GetValue<string>());
            Assert.Contains("the store has no series 'other'", body, StringComparison.Ordinal);
        }

        // The plan is older than the version.
        server.Workspace.Retraining.SetPlan("sp500-1d", RetrainingPlan.OnRequest with { Requested = server.Workspace.Retraining.Now() }, "ada");
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Any(e => e.Version == 2));
        var happened = server.Workspace.Retraining.Events("sp500-1d").First(e => e.Version == 2);
        Assert.Equal(SeriesEventKind.Failed, happened.Kind);
        Assert.StartsWith("series other: the model's features need its bars", happened.Words, StringComparison.Ordinal);
        // The server's jobs go on.
        Assert.Equal("sp500:2", server.Workspace.Models.Resolve("sp500").Reference);
        TrainedModel.Register(server.Workspace, TrainedModel.Line);
        server.Workspace.Retraining.SetPlan("sp500-1d", RetrainingPlan.OnRequest with { Requested = server.Workspace.Retraining.Now() }, "ada");
        await PredictTests.Until(() => server.Workspace.Retraining.Events("sp500-1d").Any(e => e.Version >= 3));
    }

    [Fact]
    public async Task Of_two_servers_one_trains_and_the_result_counts_once()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => Series(w, TrainedModel.Line));
        using var same = Workspace.Open(server.Folder, TimeProvider.System);
        await using var other = await VaneServer.StartAsync(same, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        for (var round = 1; round <= 3; round++)
        {
            await Ask(server, "POST", "/api/v1/series/sp500-1d/retraining/now", "{}");
            var expected = round;
            await PredictTests.Until(() => same.Retraining.Events("sp500-1d").Count(e => e.IsTraining) >= expected);
        }

        // Both have looked again since.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(3, same.Retraining.Events("sp500-1d").Count(e => e.IsTraining));
    }

    [Fact]
    public async Task A_series_too_short_to_learn_from_fails_with_the_reason_and_not_again_at_once()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Line);
            w.Series.Put("short", "1d", ["sp500"]);
            w.Series.Take("short", TrainedModel.Bars.ToArray()[..30]);
            w.Retraining.SetPlan("short", new RetrainingPlan { Schedule = "never", Check = "never", Requested = DateTimeOffset.UtcNow }, "ada");
        });
        await PredictTests.Until(() => server.Workspace.Retraining.Events("short").Count > 0);
        var happened = Assert.Single(server.Workspace.Retraining.Events("short"));
        Assert.Equal(SeriesEventKind.Failed, happened.Kind);
        Assert.Contains("Give more bars", happened.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schedule":"often"}""", "'often' is no schedule.")]
    [InlineData("""{"schedule":"daily","validation":5}""", "validation")]
    [InlineData("""{"pauseDays":-1}""", "pauseDays")]
    public async Task A_plan_that_cannot_be_kept_is_refused(string body, string told)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => Series(w, TrainedModel.Line));
        var (status, answer) = await server.Client.Send("PUT", "/api/v1/series/sp500-1d/retraining", body);
        Assert.Equal(400, status);
        Assert.Contains(told, answer, StringComparison.OrdinalIgnoreCase);
        Assert.Null(server.Workspace.Retraining.PlanOf("sp500-1d"));
    }

    [Fact]
    public async Task A_series_that_is_answered_by_a_fixed_version_is_not_trained_again()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Line);
            w.Series.Put("fixed", "1d", ["sp500:1"]);
        });
        var (status, answer) = await server.Client.Send("POST", "/api/v1/series/fixed/retraining/now", "{}");
        Assert.Equal(400, status);
        Assert.Contains("it is answered by the fixed version sp500:1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_arrives_signed_and_again_until_it_is_taken()
    {
        await using var receiver = await Receiver.StartAsync(refuse: 1);
        await using var server = await RunningServer.StartAsync(
            new ServerOptions { Alerts = new AlertOptions(receiver.Url, "a secret of the user") },
            w =>
            {
                Series(w, TrainedModel.Line);
                w.Retraining.SetPlan("sp500-1d", new RetrainingPlan { Schedule = "never", Check = "never", Requested = DateTimeOffset.UtcNow }, "ada");
            });
        await PredictTests.Until(() => receiver.Taken.Count > 0);
        var (headers, body) = receiver.Taken[0];
        var alert = JsonNode.Parse(body)!;
        Assert.Equal(("sp500-1d", "refreshed", "sp500", 2), (alert["series"]!.GetValue<string>(), alert["kind"]!.GetValue<string>(), alert["model"]!.GetValue<string>(), alert["version"]!.GetValue<int>()));
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes("a secret of the user"), Encoding.UTF8.GetBytes($"{headers["Vane-Timestamp"]}.{body}"));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(signed), headers["Vane-Signature"]);
        Assert.Equal(1, receiver.Refused);
        await PredictTests.Until(() => server.Workspace.Retraining.Untold().Count == 0);
        Assert.Single(receiver.Taken);
    }

    [Fact]
    public async Task A_worker_answers_probes_alone_and_an_api_server_leaves_the_work_to_others()
    {
        await using var worker = await RunningServer.StartAsync(new ServerOptions { Role = ServerRole.Worker });
        Assert.Equal(200, (await worker.Client.Send("GET", "/health")).Status);
        Assert.Equal(404, (await worker.Client.Send("GET", "/api/v1/series/")).Status);
        await using var api = await RunningServer.StartAsync(new ServerOptions { Role = ServerRole.Api }, w => Series(w, TrainedModel.Line));
        await Ask(api, "POST", "/api/v1/series/sp500-1d/retraining/now", "{}");
        using var same = Workspace.Open(api.Folder, TimeProvider.System);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.Empty(same.Retraining.Events());
        Assert.Null(same.Forecasts.Latest("sp500-1d"));
        await using var helper = await VaneServer.StartAsync(same, new ServerOptions { Port = 0, Role = ServerRole.Worker }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        await PredictTests.Until(() => same.Retraining.Events().Count > 0 && same.Forecasts.Latest("sp500-1d") is not null);
    }

    private static void Series(Workspace workspace, Weathervane.Pipelines.Serving.ForecastModel model, Dictionary<string, byte[]>? files = null)
    {
        var version = workspace.Models.Register(new NewVersion { Name = "sp500", Author = "ada", Model = model.ToBytes(), Verdict = "BEATS", Files = files ?? [] });
        workspace.Models.Promote(version, "ada", "a test", force: true);
        workspace.Series.Put("sp500-1d", "1d", ["sp500"]);
        workspace.Series.Take("sp500-1d", TrainedModel.Bars.ToArray());
    }

    private static async Task<JsonNode> Ask(RunningServer server, string method, string target, string? body = null)
    {
        var (status, answer) = await server.Client.Send(method, target, body);
        Assert.True(status is 200, $"{target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}

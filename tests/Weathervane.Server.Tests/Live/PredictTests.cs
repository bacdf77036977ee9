using System.Globalization;
using System.Text.Json.Nodes;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Server.Tests.Live;

/// <summary>Forecasts over HTTP are the model's own to the last bit, and what cannot be forecast is told in full.</summary>
public sealed class PredictTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Features_by_name_are_forecast_to_the_last_bit_one_by_one_and_in_a_batch()
    {
        var model = TrainedModel.Tree;
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, model));
        var rows = TrainedModel.Rows(model, 40).ToList();
        var expected = rows.Select(r => model.Predict(r)).ToList();
        foreach (var (row, (probability, familiarity)) in rows.Zip(expected))
        {
            var answer = await Post(server, "/api/v1/predict", $$"""{"features":{{Object(model, row)}},"contributions":2}""");
            Assert.Equal(probability, answer["probabilityUp"]!.GetValue<double>());
            Assert.Equal(1 - probability, answer["probabilityDown"]!.GetValue<double>());
            Assert.Equal(familiarity, answer["familiarity"]!.GetValue<double>());
            Assert.Equal(probability > 0.5 ? "up" : "down", answer["direction"]!.GetValue<string>());
            Assert.Equal(("sp500", 1, true), (answer["model"]!.GetValue<string>(), answer["version"]!.GetValue<int>(), answer["proven"]!.GetValue<bool>()));
            Assert.Equal(2, answer["contributions"]!.AsArray().Count);
        }

        var batch = await Post(server, "/api/v1/predict", $$"""{"model":"sp500:1","rows":[{{string.Join(',', rows.Select(r => Object(model, r)))}}]}""");
        Assert.Equal(expected.Select(e => e.Probability), batch["forecasts"]!.AsArray().Select(f => f!["probabilityUp"]!.GetValue<double>()));
        await Until(() => server.Workspace.Forecasts.Answers(1000).Count == 80);
        Assert.Equal(expected.Select(e => e.Probability).Order(), server.Workspace.Forecasts.Answers(40).Select(a => a.Probability).Order());
    }

    [Fact]
    public async Task Bars_are_forecast_as_the_library_forecasts_them()
    {
        var model = TrainedModel.Line;
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, model));
        var last = TrainedModel.Bars.Slice(0, 3000);
        var expected = new Forecaster(model).Forecast(last, cancel: Cancel)[^1];
        var answer = await Post(server, "/api/v1/predict", $$"""{"bars":[{{string.Join(',', Enumerable.Range(0, last.Count).Select(i => SeriesTests.Text(last[i])))}}]}""");
        Assert.Equal(expected.Probability, answer["probabilityUp"]!.GetValue<double>());
        Assert.Equal(expected.Target, answer["target"]!.GetValue<DateTime>());
        Assert.Equal("exact", answer["history"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_feature_that_is_missing_unknown_or_no_number_is_named()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, TrainedModel.Line));
        var names = TrainedModel.Line.Recipe.FeatureNames;
        var (status, body) = await server.Client.Send("POST", "/api/v1/predict", $$"""{"rows":[{"{{names[0]}}":1,"{{names[1]}}":"NaN","other":2},{}]}""");
        Assert.Equal(400, status);
        foreach (var told in new[] { $"rows[0]: missing: {string.Join(", ", names.Skip(2))}.", "rows[0]: not known to the model: other.", $"rows[0]: no finite number: {names[1]}.", $"rows[1]: missing: {string.Join(", ", names)}." })
        {
            Assert.Contains(told, JsonNode.Parse(body)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_feature_that_is_given_twice_is_named()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, TrainedModel.Line));
        var first = TrainedModel.Line.Recipe.FeatureNames[0];
        var given = Object(TrainedModel.Line, TrainedModel.Rows(TrainedModel.Line, 1).First());
        var (status, body) = await server.Client.Send("POST", "/api/v1/predict", $$"""{"features":{"{{first}}":1,{{given[1..]}}}""");
        Assert.Equal(400, status);
        Assert.Contains($"features: given more than once: {first}.", JsonNode.Parse(body)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("null")]
    [InlineData("\"7\"")]
    public async Task The_older_service_names_a_number_that_is_none(string number)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, TrainedModel.Line));
        var names = TrainedModel.Line.Recipe.FeatureNames;
        var (status, body) = await server.Client.Send("POST", "/predict", $$"""{"features":[{{string.Join(',', names.Select((_, i) => i == 1 ? number : "0.5"))}}]}""");
        Assert.Equal(400, status);
        Assert.Equal($"features[1]: is no finite number; it is {names[1]}. Send a number.", JsonNode.Parse(body)!["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"features":"x"}""")]
    public async Task The_older_service_asks_for_a_list(string request)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, TrainedModel.Line));
        var (status, body) = await server.Client.Send("POST", "/predict", request);
        Assert.Equal(400, status);
        Assert.Contains("features: is missing, or no list. Send {", JsonNode.Parse(body)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "nothing to forecast from")]
    [InlineData("""{"features":{},"series":"x"}""", "only one of")]
    [InlineData("""{"features":[1]}""", "features must be an object")]
    [InlineData("""{"feature":{}}""", "'feature' is not known")]
    [InlineData("[]", "an object was expected")]
    [InlineData("{\"features\":{", "is not a request in JSON")]
    [InlineData("""{"features":{}} {}""", "is not a request in JSON")]
    [InlineData("""{"features":{},"contributions":-1}""", "contributions must be a whole number of 0 or more")]
    [InlineData("""{"features":{},"contributions":"all"}""", "contributions must be a whole number of 0 or more")]
    [InlineData("""{"series":"none","contributions":3}""", "contributions go with features or rows")]
    [InlineData("""{"bars":[{"time":"2020-03-02T00:00:00Z","open":1,"high":1,"low":1,"close":1},{"time":"2020-03-02T00:00:00Z","open":1,"high":1,"low":1,"close":1}]}""",
        "bars[1] of 2020-03-02T00:00:00Z: does not open after the one before it. Send them")]
    [InlineData("""{"model":"none","features":{}}""", "none")]
    [InlineData("""{"series":"none"}""", "there is no such series")]
    [InlineData("""{"bars":[{"time":"x"}]}""", "bars[0].time: cannot be read. Each bar is")]
    [InlineData("""{"bars":[]}""", "bars")]
    [InlineData("""{"bars":[null]}""", "bars[0]")]
    [InlineData("""{"bars":[{"time":"2020-03-02T00:00:00Z","open":1}]}""", "bars[0]: cannot be read. Each bar is")]
    [InlineData("""{"bars":[{"time":"2020-03-02T00:00:00Z","open":-5,"high":-1,"low":-9,"close":-3}]}""", "not above 0")]
    public async Task What_cannot_be_forecast_is_told(string body, string told)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, TrainedModel.Line));
        var (status, answer) = await server.Client.Send("POST", "/api/v1/predict", body);
        Assert.InRange(status, 400, 404);
        Assert.Contains(told, JsonNode.Parse(answer)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_a_proven_edge_is_served_only_where_that_is_allowed_and_says_so()
    {
        var body = $$"""{"features":{{Object(TrainedModel.Line, TrainedModel.Rows(TrainedModel.Line, 1).First())}}}""";
        await using (var strict = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, TrainedModel.Line, "NOT PROVEN")))
        {
            var (status, refused) = await strict.Client.Send("POST", "/api/v1/predict", body);
            Assert.Equal(403, status);
            Assert.Contains("--allow-unproven", refused, StringComparison.Ordinal);
            Assert.Contains("NOT PROVEN", refused, StringComparison.Ordinal);
        }

        await using var server = await RunningServer.StartAsync(new ServerOptions { AllowUnproven = true }, w => TrainedModel.Register(w, TrainedModel.Line, "NOT PROVEN"));
        Assert.False((await Post(server, "/api/v1/predict", body))["proven"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_older_services_routes_answer_in_the_recipes_order()
    {
        var model = TrainedModel.Tree;
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, model));
        var (row, names) = (TrainedModel.Rows(model, 1).First(), model.Recipe.FeatureNames);
        var features = JsonNode.Parse((await server.Client.Send("GET", "/features")).Body)!;
        Assert.Equal(names, features["features"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal(names.Count, features["feature_count"]!.GetValue<int>());
        var answer = await Post(server, "/predict", $$"""{"features":[{{string.Join(',', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}}]}""");
        var up = model.Predict(row).Probability;
        Assert.Equal(up, answer["probability_up"]!.GetValue<double>());
        Assert.Equal(up > 0.5 ? "UP" : "DOWN", answer["direction"]!.GetValue<string>());
        Assert.Equal(100 * Math.Max(up, 1 - up), answer["confidence"]!.GetValue<double>());
        Assert.Equal("WEAK", answer["signal_strength"]!.GetValue<string>());
        Assert.Equal("sp500", JsonNode.Parse((await server.Client.Send("GET", "/model-info")).Body)!["name"]!.GetValue<string>());
        var (status, wrong) = await server.Client.Send("POST", "/predict", """{"features":[1,2]}""");
        Assert.Equal(400, status);
        Assert.Contains($"holds 2 numbers; sp500:1 needs {names.Count}", wrong, StringComparison.Ordinal);
        Assert.Equal("OK", (await server.Client.Send("GET", "/health")).Body);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/health");
        asked.Headers.Accept.ParseAdd("application/json");
        using var health = await server.Client.SendAsync(asked, Cancel);
        var told = JsonNode.Parse(await health.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(("healthy", true, "sp500:1"), (told["status"]!.GetValue<string>(), told["model_loaded"]!.GetValue<bool>(), told["model_version"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_alias_that_moves_drops_and_mixes_no_request()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Tree);
            TrainedModel.Register(w, TrainedModel.Line);
        });
        var row = TrainedModel.Rows(TrainedModel.Line, 1).First();
        var said = new[] { TrainedModel.Tree.Predict(row).Probability, TrainedModel.Line.Predict(row).Probability };
        var body = $$"""{"features":{{Object(TrainedModel.Line, row)}}}""";
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = new HashSet<int>();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var answer = await Post(server, "/api/v1/predict", body);
                var version = answer["version"]!.GetValue<int>();
                Assert.Equal(said[version - 1], answer["probabilityUp"]!.GetValue<double>());
                lock (seen)
                {
                    seen.Add(version);
                }
            }
        }, Cancel)).ToList();
        foreach (var version in new[] { 1, 2, 1 })
        {
            lock (seen)
            {
                seen.Clear();
            }

            server.Workspace.Models.Promote(server.Workspace.ModelVersions.Get("sp500", version), "ada", "back and forth", force: true);
            await Until(() =>
            {
                lock (seen)
                {
                    return seen.Contains(version);
                }
            });
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
    }

    internal static Task Until(Func<bool> done) => Until(() => Task.FromResult(done()));

    internal static async Task Until(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await done())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    internal static string Object(ForecastModel model, double[] row) =>
        "{" + string.Join(',', model.Recipe.FeatureNames.Zip(row).Select(p => $"\"{p.First}\":{p.Second.ToString("R", CultureInfo.InvariantCulture)}")) + "}";

    private static async Task<JsonNode> Post(RunningServer server, string target, string body)
    {
        var (status, answer) = await server.Client.Send("POST", target, body);
        Assert.True(status == 200, $"{target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}

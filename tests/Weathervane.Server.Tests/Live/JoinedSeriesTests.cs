using System.Text.Json.Nodes;
using Weathervane.Bars;
using Weathervane.Feeds.Live;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live;
using Weathervane.Server.Live.Feeds;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Server.Tests.Live;

/// <summary>A model that reads a second market beside the one that it forecasts: the same features as in training, whether the second one's bars come in time, late, or never.</summary>
public sealed class JoinedSeriesTests
{
    private static readonly ForecastModel Model = TrainedModel.Joined();
    private static readonly Dictionary<string, BarSeries> Both = new() { ["other"] = TrainedModel.Other };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static BarSeries Bars => TrainedModel.Bars;

    private static IReadOnlyList<Forecast> Expected => [.. new Forecaster(Model).Forecast(Bars, Both, cancel: Cancel).Where(f => f.Bar > Model.Facts.To)];

    [Fact]
    public async Task Live_features_and_forecasts_of_two_series_are_those_of_training_to_the_bit()
    {
        await using var server = await StartAsync(Bars.Count, TrainedModel.Other.Count);
        var series = server.Workspace.Series.Get("sp500-1d");
        var live = SeriesBars.Read(server.Workspace, series, Model);
        var (there, here) = (Model.Recipe.Compute(Bars, Both, 1, Cancel), Model.Recipe.Compute(live.Own, live.Others, 1, Cancel));
        Assert.Equal(["other.return_2", "other.rsi_14"], here.Matrix.Names.Where(n => n.StartsWith("other.", StringComparison.Ordinal)));
        for (var column = 0; column < there.Matrix.Columns; column++)
        {
            Assert.True(Same(there.Matrix.Column(column), here.Matrix.Column(column)), there.Matrix.Names[column]);
        }

        // A bar's features are the same while it is the newest, and nothing of the other market has closed after it.
        var (row, then) = (new double[there.Matrix.Columns], new double[there.Matrix.Columns]);
        for (var bar = there.WarmUp + 1; bar < Bars.Count; bar += 151)
        {
            var close = Bars.Times[bar] + Bars.Interval;
            var known = new Dictionary<string, BarSeries> { ["other"] = TrainedModel.Other.Slice(0, TrainedModel.Other.FirstAtOrAfter(close - Bars.Interval + TimeSpan.FromTicks(1))) };
            Model.Recipe.Compute(Bars.Slice(0, bar + 1), known, 1, Cancel).Matrix.CopyRow(bar, row);
            there.Matrix.CopyRow(bar, then);
            Assert.True(Same(then, row), $"bar {bar}");
        }

        await PredictTests.Until(() => Kept(server).Count == Expected.Count);
        foreach (var (said, kept) in Expected.Zip(Kept(server)))
        {
            Assert.Equal((said.Bar, said.Probability, null, null), (kept.Bar.UtcDateTime, kept.Probability, kept.Revised, kept.Behind));
        }
    }

    [Fact]
    public async Task A_forecast_waits_for_the_bar_of_the_other_market_that_is_late()
    {
        await using var server = await StartAsync(Bars.Count - 1, TrainedModel.Other.Count - 1, waitSeconds: 3600);
        await PredictTests.Until(() => Kept(server).Count == Expected.Count - 1);
        await Send(server, "POST", "/api/v1/series/sp500-1d/bars", $"[{SeriesTests.Text(Bars[^1])}]");
        await PredictTests.Until(async () => (await Send(server, "GET", "/api/v1/series/sp500-1d"))["waiting"] is not null);
        var waiting = (await Send(server, "GET", "/api/v1/series/sp500-1d"))["waiting"]!;
        Assert.Equal((Bars.Times[^1], "other"), (waiting["bar"]!.GetValue<DateTime>(), waiting["for"]![0]!.GetValue<string>()));
        Assert.InRange(waiting["until"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.Equal(Expected.Count - 1, Kept(server).Count);

        await Send(server, "POST", "/api/v1/series/other-1d/bars", $"[{SeriesTests.Text(TrainedModel.Other[^1])}]");
        await PredictTests.Until(() => Kept(server).Count == Expected.Count);
        Assert.Equal((Expected[^1].Probability, null, null), (Kept(server)[^1].Probability, Kept(server)[^1].Revised, Kept(server)[^1].Behind));
        Assert.Null((await Send(server, "GET", "/api/v1/series/sp500-1d"))["waiting"]);
    }

    [Fact]
    public async Task What_does_not_come_in_time_is_left_out_and_said_and_the_forecast_revised_once_it_comes()
    {
        await using var server = await StartAsync(Bars.Count - 1, TrainedModel.Other.Count - 1, waitSeconds: 1);
        await PredictTests.Until(() => Kept(server).Count == Expected.Count - 1);
        await Send(server, "POST", "/api/v1/series/sp500-1d/bars", $"[{SeriesTests.Text(Bars[^1])}]");
        await PredictTests.Until(() => Kept(server).Count == Expected.Count);
        // As training has it where a bar is missing for good: the last value, if it is not too old.
        var without = new Forecaster(Model).Forecast(Bars, new Dictionary<string, BarSeries> { ["other"] = TrainedModel.Other.Slice(0, TrainedModel.Other.Count - 1) }, cancel: Cancel)[^1];
        Assert.NotEqual(Expected[^1].Probability, without.Probability);
        var kept = Kept(server)[^1];
        Assert.Equal((without.Probability, null, "other"), (kept.Probability, kept.Revised, Assert.Single(kept.Behind!)));
        Assert.All(Kept(server).SkipLast(1), f => Assert.Null(f.Behind));
        var told = await Send(server, "POST", "/api/v1/predict", """{"series":"sp500-1d"}""");
        Assert.Equal((without.Probability, "other"), (told["probabilityUp"]!.GetValue<double>(), told["behind"]![0]!.GetValue<string>()));

        await Send(server, "POST", "/api/v1/series/other-1d/bars", $"[{SeriesTests.Text(TrainedModel.Other[^1])}]");
        await PredictTests.Until(() => Kept(server)[^1].Revised is not null);
        kept = Kept(server)[^1];
        Assert.Equal((without.Probability, Expected[^1].Probability, "other"), (kept.Probability, kept.Revised!.Value, Assert.Single(kept.Behind!)));
        Assert.Equal(Expected[^1].Probability, (await Send(server, "POST", "/api/v1/predict", """{"series":"sp500-1d"}"""))["probabilityUp"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_correction_of_the_other_market_revises_what_was_said_from_then_on()
    {
        await using var server = await StartAsync(Bars.Count, TrainedModel.Other.Count);
        await PredictTests.Until(() => Kept(server).Count == Expected.Count);
        var wrong = TrainedModel.Other[^20];
        var right = wrong with { Close = wrong.Close * 1.02, High = wrong.High * 1.03 };
        await Send(server, "POST", "/api/v1/series/other-1d/bars", $"[{SeriesTests.Text(right)}]");
        await PredictTests.Until(() => Kept(server).Any(f => f.Revised is not null));
        var corrected = SeriesBars.Read(server.Workspace, server.Workspace.Series.Get("sp500-1d"), Model);
        Assert.Equal(right, corrected.Others["other"][^20]);
        var now = new Forecaster(Model).Forecast(Bars, corrected.Others, cancel: Cancel).Where(f => f.Bar > Model.Facts.To).ToList();
        Assert.Equal(Expected.Zip(now).Select(f => f.First.Probability == f.Second.Probability ? (double?)null : f.Second.Probability), Kept(server).Select(f => f.Revised));
        Assert.Equal(Expected.Select(f => f.Probability), Kept(server).Select(f => f.Probability));
        Assert.All(Kept(server), f => Assert.True(f.Bar.UtcDateTime >= wrong.Time || f.Revised is null));
    }

    [Fact]
    public async Task A_closed_market_is_not_waited_for()
    {
        // Both markets rest at weekends: a bar of Friday is not behind on Saturday's close, nor is the other market's Monday to come by then.
        await using var server = await StartAsync(Bars.Count, TrainedModel.Other.Count, waitSeconds: 3600);
        var live = SeriesBars.Read(server.Workspace, server.Workspace.Series.Get("sp500-1d"), Model);
        var last = TrainedModel.Other.Times[^1];
        var next = live.Others["other"].Calendar.Next(last);
        Assert.Null(live.BehindAt(last + Bars.Interval));
        Assert.Null(live.BehindAt(next));
        Assert.Equal(["other"], live.BehindAt(next + Bars.Interval)!);
    }

    [Fact]
    public async Task What_the_store_lacks_is_told_by_name_with_the_way_to_give_it()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, Model);
            w.Series.Put("sp500-1d", "1d", ["sp500"]);
            w.Series.Take("sp500-1d", Bars.ToArray());
        });
        await ProblemAsync("the store has no series 'other'");
        await Send(server, "PUT", "/api/v1/series/other", """{"interval":"1d"}""");
        await ProblemAsync("the series 'other' holds none yet");
        await Send(server, "PUT", "/api/v1/series/hours", """{"interval":"1h"}""");
        server.Workspace.Series.Take("hours", [new Bar(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), 1, 1, 1, 1, 1)]);
        await Send(server, "PUT", "/api/v1/series/sp500-1d", """{"interval":"1d","models":["sp500"],"joined":{"other":"hours"},"waitSeconds":5}""");
        await ProblemAsync("has bars of 1h; the model was trained on bars of 1d");
        Assert.Empty(server.Workspace.Forecasts.List("sp500-1d"));
        // What is left out stays.
        var kept = await Send(server, "PUT", "/api/v1/series/sp500-1d", """{"interval":"1d","models":["sp500"]}""");
        Assert.Equal(("hours", 5), (kept["joined"]!["other"]!.GetValue<string>(), kept["waitSeconds"]!.GetValue<double>()));
        var (status, body) = await server.Client.Send("PUT", "/api/v1/series/sp500-1d", """{"interval":"1d","joined":{"other":"sp500-1d"},"waitSeconds":-1}""");
        Assert.Equal((400, "waitSeconds joined.other"), (status, string.Join(' ', JsonNode.Parse(body)!["problems"]!.AsArray().Select(p => p!["where"]!.GetValue<string>()))));

        // Bars of a request are those of one series.
        (status, body) = await server.Client.Send("POST", "/api/v1/predict", $$"""{"model":"sp500","bars":{{SeriesTests.Texts(Bars, 0, 200)}}}""");
        Assert.Equal(400, status);
        Assert.Contains("the features of sp500:1 need those of 'other', too", body, StringComparison.Ordinal);

        Task ProblemAsync(string told) => PredictTests.Until(async () => (await Send(server, "GET", "/api/v1/series/sp500-1d"))["problem"]?.GetValue<string>().Contains(told, StringComparison.Ordinal) == true);
    }

    /// <summary>A server whose series hold so many of the first bars.</summary>
    [Fact]
    public async Task The_servers_model_forecasts_the_new_series_of_feeds_but_those_that_it_reads_itself_or_could_not_read()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, Model));
        string[] feeds = ["binance:A:1d@own", "binance:B:1d@other", "binance:C:1h@hours"];
        await using var made = new BarFeeds(server.Workspace, [.. feeds.Select(FeedOptions.Parse)], "sp500", TimeProvider.System);
        Assert.Equal(["hours:", "other:", "own:sp500"], server.Workspace.Series.List().Select(s => $"{s.Name}:{string.Join(',', s.Models)}"));
    }

    private static Task<RunningServer> StartAsync(int own, int other, double waitSeconds = 60) => RunningServer.StartAsync(prepare: w =>
    {
        TrainedModel.Register(w, Model);
        Fill(w, own, other, waitSeconds);
    });

    internal static void Fill(Workspace workspace, int own, int other, double waitSeconds)
    {
        workspace.Series.Put("other-1d", "1d", []);
        workspace.Series.Take("other-1d", TrainedModel.Other.Slice(0, other).ToArray());
        workspace.Series.Put("sp500-1d", "1d", ["sp500"], new Dictionary<string, string> { ["other"] = "other-1d" }, waitSeconds);
        workspace.Series.Take("sp500-1d", Bars.Slice(0, own).ToArray());
    }

    private static List<KeptForecast> Kept(RunningServer server) => [.. server.Workspace.Forecasts.List("sp500-1d", limit: 10_000).Reverse()];

    private static bool Same(ReadOnlySpan<double> one, ReadOnlySpan<double> other) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(one).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(other));

    private static async Task<JsonNode> Send(RunningServer server, string method, string target, string? body = null)
    {
        var (status, answer) = await server.Client.Send(method, target, body);
        Assert.True(status == 200, $"{method} {target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}

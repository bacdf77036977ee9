using System.Globalization;
using System.Text.Json.Nodes;
using Weathervane.Bars;
using Weathervane.Pipelines.Serving;
using Weathervane.Store.Live;

namespace Weathervane.Server.Tests.Live;

/// <summary>Bars come in, in any order and as often as they like; each is forecast once, joined with its outcome, and revised when bars are corrected.</summary>
public sealed class SeriesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forecasts_of_a_series_are_those_of_the_library_with_their_outcomes()
    {
        var (model, bars) = (TrainedModel.Tree, TrainedModel.Bars);
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, model));
        await Send(server, "PUT", "/api/v1/series/sp500-1d", """{"interval":"1d","models":["sp500"]}""");
        // The end before the beginning, and the middle twice.
        Assert.Equal(new BarsTaken(1000, 0, 0), Taken(await Send(server, "POST", "/api/v1/series/sp500-1d/bars", Texts(bars, bars.Count - 1000, bars.Count))));
        Assert.Equal(new BarsTaken(bars.Count - 1000, 0, 500), Taken(await Send(server, "POST", "/api/v1/series/sp500-1d/bars", Texts(bars, 0, bars.Count - 500))));
        var expected = new Forecaster(model).Forecast(bars, cancel: Cancel).Where(f => f.Bar > model.Facts.To).ToList();
        await PredictTests.Until(() => Kept(server).Count == expected.Count && Kept(server)[0].Outcome is not null == !double.IsNaN(expected[0].Outcome));
        foreach (var (said, kept) in expected.Zip(Kept(server)))
        {
            Assert.Equal((said.Bar, said.KnownAt, said.Target), (kept.Bar.UtcDateTime, kept.KnownAt.UtcDateTime, kept.Target.UtcDateTime));
            Assert.Equal(said.Probability, kept.Revised ?? kept.Probability);
            Assert.Equal(double.IsNaN(said.Outcome) ? null : (int)said.Outcome, kept.Outcome);
        }

        var latest = await Send(server, "POST", "/api/v1/predict", """{"series":"sp500-1d"}""");
        Assert.Equal(expected[^1].Probability, latest["probabilityUp"]!.GetValue<double>());
        Assert.Equal(expected[^1].Target, latest["target"]!.GetValue<DateTime>());
        Assert.Null((await Send(server, "GET", "/api/v1/series/sp500-1d"))["problem"]);
    }

    [Fact]
    public async Task A_corrected_bar_is_kept_beside_the_new_one_and_forecasts_made_on_it_are_revised_not_replaced()
    {
        var (model, bars) = (TrainedModel.Line, TrainedModel.Bars);
        await using var server = await RunningServer.StartAsync(prepare: w => TrainedModel.Register(w, model));
        await Send(server, "PUT", "/api/v1/series/s", """{"interval":"1d","models":["sp500:1"]}""");
        await Send(server, "POST", "/api/v1/series/s/bars", Texts(bars, 0, bars.Count));
        await PredictTests.Until(() => server.Workspace.Forecasts.List("s", limit: 10_000).Count > 1000);
        var before = server.Workspace.Forecasts.List("s", limit: 10_000).ToDictionary(f => f.Bar);
        var wrong = bars[bars.Count - 20];
        var right = wrong with { Close = wrong.Close * 1.02, High = wrong.High * 1.03 };
        Assert.Equal(new BarsTaken(0, 1, 0), Taken(await Send(server, "POST", "/api/v1/series/s/bars", $"[{Text(right)}]")));
        await PredictTests.Until(() => server.Workspace.Forecasts.List("s", limit: 30).Any(f => f.Revised is not null));
        foreach (var kept in server.Workspace.Forecasts.List("s", limit: 10_000))
        {
            Assert.Equal(before[kept.Bar].Probability, kept.Probability);
            Assert.True(kept.Bar.UtcDateTime >= wrong.Time || kept.Revised is null);
        }

        Assert.NotNull(server.Workspace.Forecasts.List("s", from: wrong.Time, limit: 30).Single(f => f.Bar.UtcDateTime == wrong.Time).Revised);
        Assert.Equal(wrong, Assert.Single(server.Workspace.Series.Corrections("s")).Bar);
        Assert.Equal(right, server.Workspace.Series.Bars("s")[bars.Count - 20]);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/series/a%20b", """{"interval":"1h"}""", "is no name of a series")]
    [InlineData("PUT", "/api/v1/series/x", """{"interval":"soon"}""", "is no length of a bar")]
    [InlineData("POST", "/api/v1/series/none/bars", "[]", "there is no such series")]
    [InlineData("POST", "/api/v1/series/h/bars", """[{"time":"2026-03-01T12:30:00Z","open":1,"high":1,"low":1,"close":1}]""", "does not open at a whole 1h")]
    [InlineData("POST", "/api/v1/series/h/bars", """[{"time":"2026-03-01T12:00:00Z","open":1,"high":1,"low":2,"close":1}]""", "outside 2 to 1")]
    [InlineData("POST", "/api/v1/series/h/bars", """[{"time":"2026-03-01T12:00:00Z","open":1,"high":1,"low":-1,"close":1}]""", "not above 0")]
    public async Task Bars_that_no_market_makes_are_refused_whole(string method, string target, string body, string told)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Series.Put("h", "1h", []));
        var (status, answer) = await server.Client.Send(method, target, body);
        Assert.InRange(status, 400, 404);
        Assert.Contains(told, answer, StringComparison.Ordinal);
        Assert.Equal(0, server.Workspace.Series.Bars("h").Count);
    }

    [Theory]
    [InlineData("1h", "2026-03-01T11:00:00Z", "2026-03-01T11:45:00Z", "closes after now, 2026-03-01T11:45:00Z")]
    [InlineData("1h", "2026-03-01T11:00:00Z", "2026-03-01T11:51:00Z", null)]
    [InlineData("1d", "2026-03-01T00:00:00Z", "2026-03-01T21:00:00Z", null)]
    [InlineData("1d", "2026-03-02T00:00:00Z", "2026-03-01T21:00:00Z", "opens after now, 2026-03-01T21:00:00Z")]
    public void A_bar_that_is_still_open_is_refused_but_for_a_senders_fast_clock_and_a_session_that_ends_before_its_day(string interval, string opens, string now, string? told)
    {
        static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        void Send() => BarChecks.Refuse([new Bar(At(opens).UtcDateTime, 1, 1, 1, 1, 0)], interval == "1d" ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1), At(now));
        if (told is null)
        {
            Send();
        }
        else
        {
            Assert.Contains(told, Assert.Throws<InputException>(Send).Message, StringComparison.Ordinal);
        }
    }

    internal static string Text(Bar bar) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"time":"{{bar.Time:yyyy-MM-ddTHH:mm:ssZ}}","open":{{bar.Open:R}},"high":{{bar.High:R}},"low":{{bar.Low:R}},"close":{{bar.Close:R}},"volume":{{bar.Volume:R}}}""");

    internal static string Texts(BarSeries bars, int from, int to) => $"[{string.Join(',', Enumerable.Range(from, to - from).Select(i => Text(bars[i])))}]";

    private static List<KeptForecast> Kept(RunningServer server) => [.. server.Workspace.Forecasts.List("sp500-1d", limit: 10_000).Reverse()];

    private static BarsTaken Taken(JsonNode answer) => new(answer["added"]!.GetValue<int>(), answer["corrected"]!.GetValue<int>(), answer["unchanged"]!.GetValue<int>());

    private static async Task<JsonNode> Send(RunningServer server, string method, string target, string? body = null)
    {
        var (status, answer) = await server.Client.Send(method, target, body);
        Assert.True(status == 200, $"{method} {target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Weathervane.Bars;
using Weathervane.Pipelines.Retraining;
using Weathervane.Store;
using Weathervane.Store.Models;

namespace Weathervane.Server.Tests.Live.Health;

/// <summary>What a server says of stored bars and of drift is what the library says of them.</summary>
public sealed class SeriesHealthTests
{
    private static readonly Dictionary<string, BarSeries> NoOthers = [];

    [Fact]
    public async Task The_card_of_stored_bars_is_that_of_their_file_and_follows_a_hole_that_is_filled()
    {
        var file = BarReader.Read(Path.Combine(Weathervane.Tests.Repository.Root, "samples/sp500.csv"), cancel: TestContext.Current.CancellationToken);
        var bars = file.Bars.ToArray();
        // Tuesday, 1 March 2016 to Monday the 14th: ten days of trading without a holiday, so that Monday, 29 February is followed by the 15th.
        var hole = Array.FindIndex(bars, b => b.Time == new DateTime(2016, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Line);
            w.Series.Put("s", "1d", ["sp500"]);
            w.Series.Take("s", [.. bars[..hole], .. bars[(hole + 10)..]]);
        });
        var told = await Ask(server, "/api/v1/series/s/quality");
        Assert.Equal((file.Card.Rows - 10, file.Card.Gaps.MissingBars + 10), (told["bars"]!.GetValue<int>(), told["missingBars"]!.GetValue<long>()));
        Assert.Contains(told["gaps"]!.AsArray(), g => g!["from"]!.GetValue<DateTime>() == bars[hole - 1].Time && g["to"]!.GetValue<DateTime>() == bars[hole + 10].Time && g["missingBars"]!.GetValue<int>() == 10);
        server.Workspace.Series.Take("s", bars[hole..(hole + 10)]);
        told = await Ask(server, "/api/v1/series/s/quality");
        var (card, gaps) = (file.Card, told["gaps"]!.AsArray());
        Assert.Equal(card.Gaps.List, gaps.Select(g => new Gap(g!["from"]!.GetValue<DateTime>(), g["to"]!.GetValue<DateTime>(), g["missingBars"]!.GetValue<int>())));
        Assert.Equal(
            (card.Rows, card.First, card.Last, card.Calendar, card.Closures, card.Ties, card.ZeroVolume, card.StaleRuns, server.Workspace.Series.Bars("s").Sha256),
            (told["bars"]!.GetValue<int>(), told["first"]!.GetValue<DateTime>(), told["last"]!.GetValue<DateTime>(), told["calendar"]!.GetValue<string>(),
                told["closures"]!.GetValue<int>(), told["ties"]!.GetValue<double>(), told["zeroVolume"]!.GetValue<int>(), told["staleRuns"]!.GetValue<int>(), told["sha256"]!.GetValue<string>()));
        // The file ends on Friday, 17 April 2020: Monday's bar is next, and closes a day later.
        Assert.Equal(new DateTime(2020, 4, 21, 0, 0, 0, DateTimeKind.Utc), told["due"]!.GetValue<DateTime>());
    }

    [Fact]
    public async Task A_series_without_bars_has_a_card_without_figures()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Series.Put("empty", "1h", []));
        var told = await Ask(server, "/api/v1/series/empty/quality");
        Assert.Equal((0, null, 0), (told["bars"]!.GetValue<int>(), told["last"]?.GetValue<DateTime>(), told["gaps"]!.AsArray().Count));
        Assert.Equal("it has no model.", (await Ask(server, "/api/v1/series/empty/drift"))["problem"]!.GetValue<string>());
        Assert.Equal(404, (await server.Client.Send("GET", "/api/v1/series/none/quality")).Status);
        Assert.Equal(404, (await server.Client.Send("GET", "/api/v1/series/none/drift")).Status);
    }

    [Fact]
    public async Task Drift_is_that_of_the_library_and_is_asked_again_when_bars_come()
    {
        await using var server = await RunningServer.StartAsync(prepare: Prepare);
        var told = await Ask(server, "/api/v1/series/s/drift?window=500");
        var report = WatchedRows.Of(TrainedModel.Line, TrainedModel.Bars, NoOthers, cancel: TestContext.Current.CancellationToken)!.Check(new DriftWatchOptions { Window = 500 })!;
        Assert.Equal((report.Rows, report.ReferenceRows, report.Alarm, report.Words, "sp500:1"), (told["rows"]!.GetValue<int>(), told["referenceRows"]!.GetValue<int>(), told["alarm"]!.GetValue<bool>(), told["words"]!.GetValue<string>(), told["version"]!.GetValue<string>()));
        Assert.Equal(
            report.Columns.Select(c => (c.Name, c.PValue, c.AdjustedPValue, c.Shift, c.SmallestVisibleShift, c.Alarm, c.Words)),
            told["columns"]!.AsArray().Select(c => (c!["name"]!.GetValue<string>(), Number(c["pValue"]), Number(c["adjustedPValue"]), Number(c["shift"]), Number(c["smallestVisibleShift"]), c["alarm"]!.GetValue<bool>(), c["words"]!.GetValue<string>())));
        Assert.Equal(TrainedModel.Bars.Times[^500], told["from"]!.GetValue<DateTime>());
        var since = told["since"]!.GetValue<int>();
        var last = TrainedModel.Bars[TrainedModel.Bars.Count - 1];
        server.Workspace.Series.Take("s", [last with { Time = last.Time.AddDays(3) }]);
        Assert.Equal(since + 1, (await Ask(server, "/api/v1/series/s/drift?window=500"))["since"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_feature_over_time_parts_where_training_ended_and_loses_no_row()
    {
        await using var server = await RunningServer.StartAsync(prepare: Prepare);
        var rows = WatchedRows.Of(TrainedModel.Line, TrainedModel.Bars, NoOthers, cancel: TestContext.Current.CancellationToken)!;
        var feature = rows.Learnt.Names[0];
        var told = await Ask(server, $"/api/v1/series/s/drift/values?points=50&feature={Uri.EscapeDataString(feature)}");
        var stretches = told["stretches"]!.AsArray();
        Assert.InRange(stretches.Count, 50, 52);
        Assert.Equal(rows.Learnt.Rows, stretches.Where(s => s!["isLearnt"]!.GetValue<bool>()).Sum(s => s!["rows"]!.GetValue<int>()));
        Assert.Equal(rows.Since.Rows, stretches.Where(s => !s!["isLearnt"]!.GetValue<bool>()).Sum(s => s!["rows"]!.GetValue<int>()));
        Assert.True(stretches.Where(s => s!["isLearnt"]!.GetValue<bool>()).All(s => s!["from"]!.GetValue<DateTime>() <= TrainedModel.Line.Facts.To));
        // The share of the reference below its 5th percentile, to within one row.
        var column = rows.Learnt.Column(0).ToArray();
        Assert.Equal(0.05 * column.Length, column.Count(v => v < Number(told["low"])), 1.0);
        Assert.Equal(0.05 * column.Length, column.Count(v => v > Number(told["high"])), 1.0);
        var (status, answer) = await server.Client.Send("GET", "/api/v1/series/s/drift/values?feature=none");
        Assert.Equal(400, status);
        Assert.Contains("the model has no feature 'none'", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_values_of_a_feature_are_spread_over_bins_of_what_was_learnt()
    {
        await using var server = await RunningServer.StartAsync(prepare: Prepare);
        var rows = WatchedRows.Of(TrainedModel.Line, TrainedModel.Bars, NoOthers, cancel: TestContext.Current.CancellationToken)!;
        var told = await Ask(server, $"/api/v1/series/s/drift/histogram?bins=12&feature={Uri.EscapeDataString(rows.Learnt.Names[0])}");
        var edges = told["edges"]!.AsArray().Select(Number).ToArray();
        Assert.Equal(11, edges.Length);
        var now = rows.Since.Column(0)[^Math.Min(rows.Since.Rows, new DriftWatchOptions().Window)..].ToArray().Where(double.IsFinite).ToArray();
        var learnt = rows.Learnt.Column(0).ToArray().Where(double.IsFinite).ToArray();
        Assert.Equal((learnt.Length, now.Length), (told["referenceRows"]!.GetValue<int>(), told["rows"]!.GetValue<int>()));
        Assert.Equal(Counted(learnt), told["reference"]!.AsArray().Select(Number), (x, y) => Math.Abs(x - y) < 1e-9);
        Assert.Equal(Counted(now), told["now"]!.AsArray().Select(Number), (x, y) => Math.Abs(x - y) < 1e-9);
        // Half a percent beyond either end, to within one row.
        Assert.Equal(0.005 * learnt.Length, learnt.Count(v => v > edges[^1]), 1.0);
        Assert.Equal(400, (await server.Client.Send("GET", "/api/v1/series/s/drift/histogram?bins=2&kind=forecast")).Status);

        IEnumerable<double> Counted(double[] values) => Enumerable.Range(0, 12).Select(i =>
            (double)values.Count(v => (i == 0 || v > edges[i - 1]) && (i == 11 || v <= edges[i])) / values.Length);
    }

    [Fact]
    public async Task Forecasts_and_outcomes_over_time_stand_beside_what_the_version_was_kept_with()
    {
        var rows = WatchedRows.Of(TrainedModel.Line, TrainedModel.Bars, NoOthers, cancel: TestContext.Current.CancellationToken)!;
        var said = TrainedModel.Line.Predict(rows.Learnt);
        // As if one bar in four had risen.
        var kept = new LearntRows(rows.Learnt, said, [.. said.Select((_, i) => i % 4 == 0 ? 1.0 : 0)]).Reference(new DriftWatchOptions())!;
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            var version = w.Models.Register(new NewVersion
            {
                Name = "sp500", Author = "ada", Model = TrainedModel.Line.ToBytes(), Verdict = "BEATS", Files = new Dictionary<string, byte[]> { [LearntRows.File] = Encoding.UTF8.GetBytes(kept.ToJson()) },
            });
            w.Models.Promote(version, "ada", "a test", force: true);
            w.Series.Put("s", "1d", ["sp500"]);
            w.Series.Take("s", TrainedModel.Bars.ToArray());
        });
        await PredictTests.Until(() => server.Workspace.Forecasts.Latest("s")?.Bar.UtcDateTime == TrainedModel.Bars.Times[^1]);
        var forecasts = server.Workspace.Forecasts.List("s", "sp500:1", limit: int.MaxValue);
        var told = await Ask(server, "/api/v1/series/s/drift/values?kind=forecast&points=50");
        var stretches = told["stretches"]!.AsArray();
        Assert.Equal((50, forecasts.Count), (stretches.Count, stretches.Sum(s => s!["rows"]!.GetValue<int>())));
        Assert.All(stretches, s => Assert.False(s!["isLearnt"]!.GetValue<bool>()));
        Assert.Equal(forecasts[^1].Bar.UtcDateTime, stretches[0]!["from"]!.GetValue<DateTime>());
        // To within a bin of a hundred.
        Assert.Equal(0.05 * said.Length, said.Count(p => p <= Number(told["low"])), 0.01 * said.Length);
        Assert.Equal(0.95 * said.Length, said.Count(p => p <= Number(told["high"])), 0.01 * said.Length);
        told = await Ask(server, "/api/v1/series/s/drift/values?kind=outcome&points=50");
        var ups = forecasts.Count(f => f.Outcome == 1);
        Assert.Equal(ups, told["stretches"]!.AsArray().Sum(s => Number(s!["middle"]) * s["rows"]!.GetValue<int>()), 1e-6);
        Assert.Equal(0.25, Number(told["middle"]), 1e-3);
        told = await Ask(server, "/api/v1/series/s/drift/histogram?kind=outcome");
        Assert.Equal([0.75, 0.25], told["reference"]!.AsArray().Select(Number), (x, y) => Math.Abs(x - y) < 1e-3);
        Assert.Equal((double)ups / forecasts.Count(f => f.Outcome is not null), Number(told["now"]![1]), 1e-9);
        told = await Ask(server, "/api/v1/series/s/drift/histogram?kind=forecast&bins=10");
        var ends = told["edges"]!.AsArray().Select(Number).ToArray();
        // To within a bin of a hundred.
        Assert.All(ends.Index(), e => Assert.Equal(
            (double)said.Count(p => p <= e.Item) / said.Length, told["reference"]!.AsArray().Take(e.Index + 1).Sum(Number), 0.011));
        Assert.Equal((double)forecasts.Count(f => f.Probability <= ends[4]) / forecasts.Count, told["now"]!.AsArray().Take(5).Sum(Number), 1e-9);
        var (status, answer) = await server.Client.Send("GET", "/api/v1/series/s/drift/values");
        Assert.Equal(400, status);
        Assert.Contains("kind=forecast", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_without_a_kept_reference_has_no_history_of_forecasts_and_says_so()
    {
        await using var server = await RunningServer.StartAsync(prepare: Prepare);
        var (status, answer) = await server.Client.Send("GET", "/api/v1/series/s/drift/values?kind=outcome");
        Assert.Equal(400, status);
        Assert.Contains("was kept without a reference of its outcomes", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_rows_since_training_are_told()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Line);
            w.Series.Put("s", "1d", ["sp500"]);
            w.Series.Take("s", TrainedModel.Bars.ToArray()[..(TrainedModel.Bars.FirstAtOrAfter(TrainedModel.Line.Facts.To) + 51)]);
        });
        var told = await Ask(server, "/api/v1/series/s/drift");
        Assert.StartsWith("50 rows came in since sp500:1 was trained", told["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(400, (await server.Client.Send("GET", "/api/v1/series/s/drift?window=5")).Status);
    }

    [Fact]
    public async Task The_running_score_stands_beside_the_base_rate_that_was_known_and_its_band_closes_in()
    {
        await using var server = await RunningServer.StartAsync(prepare: Prepare);
        var last = TrainedModel.Bars.Times[^1];
        await PredictTests.Until(() => server.Workspace.Forecasts.Latest("s")?.Bar.UtcDateTime == last);
        var told = await Ask(server, "/api/v1/series/s/score?points=5000");
        var settled = server.Workspace.Forecasts.List("s", "sp500:1", limit: int.MaxValue).Where(f => f.LogLoss is not null).Reverse().ToList();
        var points = told["points"]!.AsArray();
        Assert.Equal((settled.Count, settled.Count, "sp500:1"), (points.Count, told["count"]!.GetValue<int>(), told["version"]!.GetValue<string>()));
        Assert.Equal(settled.Count(f => f.Direction == (f.Outcome == 1 ? "up" : "down")), told["hits"]!.GetValue<int>());
        // Before the first outcome ups are half of 1,000 bars: the first loss is ln 2 whatever came. Before the second the share is 501 or 500 of 1,001.
        Assert.Equal(Math.Log(2), Number(points[0]!["baseRate"]), 1e-12);
        var second = (settled[0].Outcome == settled[1].Outcome ? 501.0 : 500) / 1001;
        Assert.Equal((Math.Log(2) - Math.Log(second)) / 2, Number(points[1]!["baseRate"]), 1e-12);
        var end = points[^1]!;
        Assert.Equal(settled.Average(f => f.LogLoss!.Value), Number(end["mean"]), 1e-12);
        Assert.InRange(Number(end["mean"]), Number(end["low"]), Number(end["high"]));
        var middle = points[settled.Count / 2]!;
        Assert.True(Number(end["high"]) - Number(end["low"]) < Number(middle["high"]) - Number(middle["low"]));
        // Open means that the baseline lies within the band, and the other way round.
        Assert.Equal(told["verdict"]!.GetValue<string>() == "open", Number(end["baseRate"]) >= Number(end["low"]) && Number(end["baseRate"]) <= Number(end["high"]));
        Assert.Equal(3, (await Ask(server, "/api/v1/series/s/score?points=3"))["points"]!.AsArray().Count);
    }

    private static void Prepare(Workspace workspace)
    {
        TrainedModel.Register(workspace, TrainedModel.Line);
        workspace.Series.Put("s", "1d", ["sp500"]);
        workspace.Series.Take("s", TrainedModel.Bars.ToArray());
    }

    private static double Number(JsonNode? node) => node!.GetValueKind() == System.Text.Json.JsonValueKind.String ? double.Parse(node.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) : node.GetValue<double>();

    private static async Task<JsonNode> Ask(RunningServer server, string target)
    {
        var (status, answer) = await server.Client.Send("GET", target);
        Assert.True(status == 200, $"{target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}

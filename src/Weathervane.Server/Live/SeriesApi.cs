using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Bars;
using Weathervane.Feeds.Live;
using Weathervane.Server.Access;
using Weathervane.Server.Live.Feeds;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live;

/// <summary><c>/api/v1/series</c>: bars come in, forecasts go out.</summary>
internal static class SeriesApi
{
    private const int Most = 100_000, Standard = 1000, MostBars = 1_000_000;

    internal static void Map(RouteGroupBuilder series, Workspace workspace, ForecastWorker worker, BarFeeds feeds)
    {
        series.MapGet("/", () => workspace.Series.List().Select(s => Told(s, workspace, worker, feeds))).WithSummary("All series, each with its latest bar, forecast and problem.");
        series.MapGet("/{name}", (string name) => Told(workspace.Series.Get(name), workspace, worker, feeds)).WithSummary("One series.");
        series.MapPut("/{name}", (string name, NewSeries asked, HttpContext http) =>
        {
            var now = workspace.Series.List().FirstOrDefault(s => s.Name == name);
            http.RequireMayAnswer(now?.Models is [var answers, ..] ? answers : null, asked.Models is [var would, ..] ? would : null);
            var kept = workspace.Series.Put(name, asked.Interval, asked.Models ?? [], asked.Joined, asked.WaitSeconds);
            worker.Wake();
            return kept;
        }).WithSummary("Adds a series, or changes the models that forecast it; the first answers for it.");
        series.MapPost("/{name}/bars", (string name, BarJson[] bars) =>
        {
            if (bars.Length == 0)
            {
                // A series that is not there is what is wrong first.
                throw new InputException("bars", $"are none for {workspace.Series.Get(name).Name}.", "Send a list of at least one closed bar.");
            }

            if (bars.Length > MostBars)
            {
                throw new InputException("bars", $"are {bars.Length}, more than {MostBars}.", "Send them in parts.");
            }

            var taken = workspace.Series.Take(name, [.. bars.Select(b => b.ToBar())]);
            worker.Wake();
            return taken;
        }).WithSummary("Takes closed bars in any order; one that comes again changes nothing, one with other values is a correction.");
        series.MapGet("/{name}/bars", (string name, DateTimeOffset? from, DateTimeOffset? to, int? limit) => Told(
            workspace.Series.Bars(name, from, to, Check.InRange(limit ?? Standard, 1, Most, "limit")))).WithSummary("The last bars, in time order.");
        series.MapGet("/{name}/corrections", (string name, int? limit) => workspace.Series.Corrections(name, Check.InRange(limit ?? Standard, 1, Most, "limit")))
            .WithSummary("Bars as they were before they were corrected, the newest correction first.");
        series.MapGet("/{name}/forecasts", (string name, string? model, DateTimeOffset? from, DateTimeOffset? to, int? limit) =>
            workspace.Forecasts.List(name, model, from, to, Check.InRange(limit ?? Standard, 1, Most, "limit")))
            .WithSummary("What versions said, and what came of it, the newest first; model is a version such as btc:3.");
    }

    private static ToldSeries Told(KeptSeries series, Workspace workspace, ForecastWorker worker, BarFeeds feeds)
    {
        var last = workspace.Series.Bars(series.Name, last: 1);
        return new ToldSeries(
            series.Name, series.Interval, series.Models, series.Changes, last.Count == 0 ? null : Told(last)[0],
            workspace.Forecasts.Latest(series.Name, Answering(series, workspace)), worker.ProblemOf(series.Name), feeds.Of(series.Name))
        {
            Joined = series.Joined,
            WaitSeconds = series.WaitSeconds,
            Waiting = worker.WaitingOf(series.Name),
        };
    }

    /// <summary>The version that answers for a series: challengers of an experiment forecast it too. Null where there is none.</summary>
    private static string? Answering(KeptSeries series, Workspace workspace)
    {
        try
        {
            return series.Models is [var first, ..] ? workspace.Models.Resolve(first).Reference : null;
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static List<BarJson> Told(BarSeries bars) =>
    [
        .. bars.ToArray().Select(b => new BarJson(b.Time, b.Open, b.High, b.Low, b.Close, b.Volume)),
    ];

    /// <summary>A series to be.</summary>
    /// <param name="Interval">The length of a bar: <c>1h</c>.</param>
    /// <param name="Models">References of models; none for bars alone.</param>
    /// <param name="Joined">Which series are the further ones that the models read, by the models' name of them; one that is left out is called alike. Null leaves it as it is.</param>
    /// <param name="WaitSeconds">How long a forecast waits for their bars; null leaves it as it is, 60 at first.</param>
    internal sealed record NewSeries(string Interval, string[]? Models = null, Dictionary<string, string>? Joined = null, double? WaitSeconds = null);

    /// <summary>A series as it stands.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Interval">The length of a bar.</param>
    /// <param name="Models">The models that forecast it.</param>
    /// <param name="Changes">Rises with each change.</param>
    /// <param name="LastBar">Its newest bar; null while there is none.</param>
    /// <param name="Latest">Its newest forecast; null while there is none.</param>
    /// <param name="Problem">What keeps a model from forecasting it; null for nothing.</param>
    /// <param name="Feed">How the feed of this server stands that brings its bars; null where there is none.</param>
    internal sealed record ToldSeries(string Name, string Interval, IReadOnlyList<string> Models, long Changes, BarJson? LastBar, KeptForecast? Latest, string? Problem, FeedStatus? Feed)
    {
        /// <summary>Which series are the further ones that its models read.</summary>
        public required IReadOnlyDictionary<string, string> Joined { get; init; }

        /// <summary>How long a forecast waits for their bars.</summary>
        public required double WaitSeconds { get; init; }

        /// <summary>What a forecast waits for now; null for nothing.</summary>
        public required Waiting? Waiting { get; init; }
    }
}

using Weathervane.Evaluation.Metrics;
using Weathervane.Monitoring.Experiments;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live.Health;

/// <summary>How forecasts came true, bar by bar, beside the share of bars that rose until then: a rule that looks at nothing.</summary>
/// <remarks>The band is a confidence sequence (<see cref="RunningTest"/>): it holds at all times at once, however often it is looked at.</remarks>
internal sealed class SeriesScore(Workspace workspace, ServedModels models)
{
    /// <summary>So many of the newest forecasts count.</summary>
    internal const int Newest = 5_000;

    // The share starts at one half as if so many bars had told it: one that had to learn from nothing would be a baseline too easily beaten.
    private const int Before = 1_000;

    /// <summary>How the version that answers has done.</summary>
    /// <param name="name">The series.</param>
    /// <param name="points">Most points of the curve.</param>
    /// <exception cref="InputException">There is no such series.</exception>
    internal ToldScore Of(string name, int points)
    {
        if (models.Answering(workspace.Series.Get(name), out _) is not { } served)
        {
            return new ToldScore(name, null, 0, 0, RunningVerdict.Open, []);
        }

        var settled = workspace.Forecasts.List(name, served.Version.Reference, limit: Newest).Where(f => !f.Backfilled && f.LogLoss is not null).Reverse().ToList();
        return Of(name, served.Version.Reference, settled, served.Model.Label.BarsAhead, points);
    }

    private static ToldScore Of(string name, string version, List<KeptForecast> settled, int horizon, int points)
    {
        var (test, told) = (new RunningTest(new RunningTestOptions { Horizon = horizon }), new List<ScorePoint>());
        var every = Math.Max(1, (settled.Count + points - 1) / points);
        double loss = 0, baseLoss = 0;
        var (ups, hits) = (0, 0);
        for (var i = 0; i < settled.Count; i++)
        {
            var (forecast, outcome) = (settled[i], settled[i].Outcome!.Value);
            // What was known when the forecast was made: the outcomes of labels that had ended.
            var known = Math.Max(0, i - horizon + 1);
            ups += known > 0 ? settled[known - 1].Outcome!.Value : 0;
            var share = (ups + (Before / 2.0)) / (known + Before);
            test.Add(share, forecast.Probability, outcome);
            loss += forecast.LogLoss!.Value;
            baseLoss += LogLoss.Metric.RowScore!(outcome, share);
            hits += forecast.Direction == (outcome == 1 ? "up" : "down") ? 1 : 0;
            if ((i + 1) % every == 0 || i == settled.Count - 1)
            {
                var (count, now) = (i + 1, test.Standing);
                told.Add(new ScorePoint(forecast.Target, count, loss / count, baseLoss / count, Bound(baseLoss / count, now.High), Bound(baseLoss / count, now.Low)));
            }
        }

        return new ToldScore(name, version, settled.Count, hits, test.Verdict, told);
    }

    /// <summary>A loss that is so far below the baseline's; null where so few bars bound nothing.</summary>
    private static double? Bound(double baseline, double advantage) => Math.Abs(advantage) >= LossAdvantage.Bound ? null : baseline - advantage;
}

/// <summary>How the forecasts of the version that answers for a series have done.</summary>
/// <param name="Series">The series.</param>
/// <param name="Version">The version; null where none answers.</param>
/// <param name="Count">Forecasts whose outcome is known.</param>
/// <param name="Hits">How many of them said the direction that came.</param>
/// <param name="Verdict">Better or worse than the base rate beyond doubt (5 %), or open.</param>
/// <param name="Points">The curve, in time order.</param>
internal sealed record ToldScore(string Series, string? Version, int Count, int Hits, RunningVerdict Verdict, IReadOnlyList<ScorePoint> Points);

/// <summary>The score after a forecast had come true or not.</summary>
/// <param name="Target">Open of the bar that was forecast.</param>
/// <param name="Count">Forecasts until then.</param>
/// <param name="Mean">Their mean log loss, in nats.</param>
/// <param name="BaseRate">That of the share of ups so far.</param>
/// <param name="Low">Lower end of the band round <paramref name="Mean"/>, as far as it is not common to both; the baseline outside of it is a difference that is proven. Null where
/// nothing is bounded yet.</param>
/// <param name="High">Its upper end.</param>
internal sealed record ScorePoint(DateTimeOffset Target, int Count, double Mean, double BaseRate, double? Low, double? High);

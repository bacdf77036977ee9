using System.Globalization;
using Weathervane.Monitoring.Experiments;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Server.Live.Experiments;

/// <summary>Compares the arms of an experiment on the bars that both forecast, read from the log each time: there is no state that could be lost or differ between servers.</summary>
public static class LiveComparison
{
    /// <summary>A challenger that made no forecast for so many bars in a row that the champion forecast is out.</summary>
    public const int MostMissed = 5;

    /// <summary>How an experiment stands.</summary>
    /// <param name="workspace">Where its forecasts are.</param>
    /// <param name="experiment">The experiment; of one that has ended, bars until then count.</param>
    /// <param name="points">Most points of each challenger's <see cref="ChallengerReport.Sequence"/>; 0 for none.</param>
    public static ExperimentReport Of(Workspace workspace, LiveExperiment experiment, int points = 0)
    {
        Check.InRange(points, 0, 10_000);
        var options = new RunningTestOptions { Alpha = experiment.Alpha, Challengers = experiment.Arms.Count - 1, Horizon = experiment.Horizon, Bets = experiment.Bets };
        return new ExperimentReport(experiment, options.Threshold, [.. experiment.Challengers.Select(arm => Report(workspace, experiment, arm, options, points))]);
    }

    /// <summary>Records each verdict that the forecasts have come to, with what follows from it.</summary>
    /// <param name="workspace">Where it is recorded.</param>
    /// <param name="report">How the experiment stands.</param>
    /// <returns>The experiment afterwards.</returns>
    public static LiveExperiment Judge(Workspace workspace, ExperimentReport report)
    {
        var experiment = report.Experiment;
        foreach (var challenger in report.Challengers.Where(c => c.Verdict is null))
        {
            LiveEventKind? found = challenger.EvidenceVerdict switch
            {
                RunningVerdict.Better => LiveEventKind.Better,
                RunningVerdict.Worse => LiveEventKind.Worse,
                _ => challenger.Missed >= MostMissed ? LiveEventKind.Failed : null,
            };
            if (found is { } verdict && experiment.Ended is null)
            {
                experiment = workspace.LiveExperiments.Judge(experiment.Id, challenger.Arm, verdict, Evidence(report, challenger, verdict));
            }
        }

        return experiment;
    }

    private static ChallengerReport Report(Workspace workspace, LiveExperiment experiment, LiveArm arm, RunningTestOptions options, int points)
    {
        var pairs = Pairs(workspace, experiment, arm).Where(p => !(p.KnownAt > experiment.Ended) && !double.IsNaN(p.Champion)).ToList();
        var (test, sequence) = (new RunningTest(options), new List<SequencePoint>());
        var every = points == 0 ? int.MaxValue : Math.Max(1, (pairs.Count + points - 1) / points);
        for (var i = 0; i < pairs.Count; i++)
        {
            var pair = pairs[i];
            if (!double.IsNaN(pair.Challenger))
            {
                test.Add(pair.Champion, pair.Challenger, pair.Outcome);
            }

            if (points > 0 && ((i + 1) % every == 0 || i == pairs.Count - 1))
            {
                var then = test.Standing;
                sequence.Add(new SequencePoint(pair.KnownAt, then.Bars, Known(then.Mean), Bound(then.Low), Bound(then.High), then.EvidenceBetter, then.EvidenceWorse));
            }
        }

        var (now, verdict) = (test.Standing, experiment.VerdictOf(arm.Arm)?.Kind);
        return new ChallengerReport(
            arm.Arm, arm.VersionReference, verdict, now.Bars, Known(now.Mean), Known(now.Deviation), Bound(now.Low), Bound(now.High), now.EvidenceBetter, now.EvidenceWorse, now.BarsToGo,
            Missed(pairs), verdict is null && experiment.Ended is null ? VerdictPlan.Of(options, now) : [], sequence)
        {
            EvidenceVerdict = now.Verdict,
        };
    }

    /// <summary>Each bar by the version that was the champion when it closed: which one that is was settled before the bar's outcome was, so the test holds over all of them together.</summary>
    private static IEnumerable<ForecastPair> Pairs(Workspace workspace, LiveExperiment experiment, LiveArm challenger)
    {
        for (var i = 0; i < experiment.Champions.Count; i++)
        {
            var (champion, until) = (experiment.Champion with { Version = experiment.Champions[i].Version }, i + 1 < experiment.Champions.Count ? experiment.Champions[i + 1].From : DateTimeOffset.MaxValue);
            foreach (var pair in workspace.Forecasts.Pairs(experiment.Series, champion.VersionReference, challenger.VersionReference, experiment.Champions[i].From).Where(p => p.KnownAt < until))
            {
                yield return pair;
            }
        }
    }

    /// <summary>How many of the last bars with an outcome the challenger did not forecast.</summary>
    private static int Missed(List<ForecastPair> pairs) =>
        pairs.Where(p => p.Outcome is not null).Reverse().TakeWhile(p => double.IsNaN(p.Challenger)).Count();

    private static string Evidence(ExperimentReport report, ChallengerReport challenger, LiveEventKind verdict) => verdict == LiveEventKind.Failed
        ? string.Create(CultureInfo.InvariantCulture, $"no forecast for the last {challenger.Missed} bars with an outcome; {challenger.Bars} bars compared before")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{challenger.Bars} bars from {report.Experiment.From.UtcDateTime:yyyy-MM-dd HH:mm} on: log loss {(challenger.Mean > 0 ? "lower" : "higher")} by {Math.Abs(challenger.Mean ?? 0):0.######} nats a bar, advantage {challenger.Low:0.######} to {challenger.High:0.######}, e-value {(verdict == LiveEventKind.Better ? challenger.EvidenceBetter : challenger.EvidenceWorse):G4} (verdict from {report.Threshold:G6}, alpha {report.Experiment.Alpha}){Refreshes(report.Experiment)}");

    private static string Refreshes(LiveExperiment experiment) => experiment.Champions.Count == 1 ? ""
        : $"; the champion was refreshed meanwhile: {string.Join(", ", experiment.Champions.Select(c => (experiment.Champion with { Version = c.Version }).VersionReference))}";

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static double? Bound(double value) => Math.Abs(value) >= LossAdvantage.Bound ? null : value;
}

using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>What a careful reader would point at, and where it can be seen.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="Anchor">The id of the section that shows it.</param>
/// <param name="NeedsAttention">False where all is well.</param>
internal sealed record Finding(string Text, string Anchor, bool NeedsAttention)
{
    /// <summary>All that there is to say of a report.</summary>
    internal static IReadOnlyList<Finding> Of(RunReport report)
    {
        var chosen = report.Models.FirstOrDefault(m => m.Name == report.Verdict.Model);
        Finding?[] ofChosen = chosen is null ? [] : [Rank(report, chosen), Folds(report, chosen), Lean(chosen), Calibration(chosen)];
        return [.. ofChosen.Concat([Money(report), Trials(report), Bars(report), Looks(report)]).OfType<Finding>()];
    }

    /// <summary>A baseline that is better than the chosen model is the first thing to know.</summary>
    private static Finding? Rank(RunReport report, ReportModel chosen)
    {
        var primary = ScoreboardSection.PrimaryOf(report);
        if (primary < 0 || !report.Models.Any(m => m.IsBaseline))
        {
            return null;
        }

        var sign = report.Metrics[primary].HigherIsBetter ? 1 : -1;
        var baseline = report.Models.Where(m => m.IsBaseline && double.IsFinite(m.Scores[primary])).MaxBy(m => sign * m.Scores[primary]);
        if (baseline is null)
        {
            return null;
        }

        var isBetter = sign * chosen.Scores[primary] > sign * baseline.Scores[primary];
        var (own, other) = (Number.Score(chosen.Scores[primary]), Number.Score(baseline.Scores[primary]));
        return new($"The best baseline, {baseline.Name}, scores {other} in {report.Metrics[primary].Name}; {chosen.Name} scores {own}.", "scoreboard", !isBetter || report.Verdict.Gain.Outcome != ReportOutcome.Beats);
    }

    private static Finding? Folds(RunReport report, ReportModel chosen)
    {
        var (primary, baseline) = (ScoreboardSection.PrimaryOf(report), report.Models.FirstOrDefault(m => m.Name == report.Verdict.Baseline));
        if (primary < 0 || baseline is null || chosen.FoldScores.Count == 0 || baseline.FoldScores.Count != chosen.FoldScores.Count)
        {
            return null;
        }

        var sign = report.Metrics[primary].HigherIsBetter ? 1 : -1;
        var won = chosen.FoldScores.Zip(baseline.FoldScores).Count(f => sign * f.First > sign * f.Second);
        return new($"{chosen.Name} is better than {baseline.Name} in {won} of {chosen.FoldScores.Count} folds.", "folds", 3 * won < 2 * chosen.FoldScores.Count);
    }

    /// <summary>A model that says one direction far more often than it comes is leaning, not forecasting.</summary>
    private static Finding? Lean(ReportModel chosen)
    {
        if (chosen.Confusion is not { Rows: > 0 } c)
        {
            return null;
        }

        var (said, came) = ((c.TruePositives + c.FalsePositives) / (double)c.Rows, (c.TruePositives + c.FalseNegatives) / (double)c.Rows);
        return new($"It says up for {Number.Percent(said)} of the bars; {Number.Percent(came)} came up.", "confusion", Math.Abs(said - came) > 0.1);
    }

    private static Finding? Calibration(ReportModel chosen)
    {
        if (chosen.Reliability.Count == 0)
        {
            return null;
        }

        // One interval in twenty misses by chance: only more than three standard deviations above that count says something.
        var (bins, off) = (chosen.Reliability.Count, chosen.Reliability.Where(b => b.Forecast < b.Low || b.Forecast > b.High).ToList());
        var isOff = off.Count > (0.05 * bins) + (3 * Math.Sqrt(0.05 * 0.95 * bins));
        var worst = off.MaxBy(b => Math.Abs(b.Forecast - b.Observed));
        return isOff
            ? new($"Its probabilities are off in {off.Count} of {bins} bins: where it said {Number.Percent(worst!.Forecast)}, {Number.Percent(worst.Observed)} came up.", "calibration", true)
            : new($"Its probabilities agree with what happened in {bins - off.Count} of {bins} bins, as chance allows.", "calibration", false);
    }

    /// <summary>An edge that costs eat is the finding that most surprises.</summary>
    private static Finding? Money(RunReport report)
    {
        if (report.Money?.Ways is not [{ Equity: [.., var end] } way, ..])
        {
            return null;
        }

        var even = way.Figures.FirstOrDefault(f => f.Name == ReportMoney.BreakEven) is { } fact && fact.Value.Any(char.IsAsciiDigit) ? $"; it breaks even where a trade costs {fact.Value} basis points" : "";
        return new($"Traded with costs, 1 became {Number.Fixed(end.Y, 2)}{even}.", "money", end.Y < 1);
    }

    private static Finding? Trials(RunReport report)
    {
        var trials = report.Studies.Sum(s => s.Trials.Count);
        return trials == 0 ? null : new Finding($"{Number.Count(trials)} trials were run before this score: the best of many looks better than it is.", "tuning", report.Verdict.Gain.Outcome == ReportOutcome.Beats);
    }

    private static Finding? Bars(RunReport report)
    {
        var flawed = report.Bars.Where(f => f.NeedsAttention).Select(f => $"{f.Name} {f.Value}").ToList();
        return report.Bars.Count == 0
            ? null
            : flawed.Count == 0 ? new Finding("The bars show nothing unusual.", "data", false) : new Finding($"The bars need a look: {string.Join(", ", flawed)}.", "data", true);
    }

    private static Finding? Looks(RunReport report) => report.Looks switch
    {
        null => null,
        [] => new("The hold-out is sealed; nobody has looked at it.", "looks", false),
        var looks => new($"The hold-out has been looked at {(looks.Count switch { 1 => "once", 2 => "twice", _ => $"{Number.Count(looks.Count)} times" })}.", "looks", true),
    };
}

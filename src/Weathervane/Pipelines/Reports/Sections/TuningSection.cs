using System.Globalization;
using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>The searches: what was tried and what it gave.</summary>
internal static class TuningSection
{
    internal static Section Section { get; } = new("tuning", "Tuning", r => r.Studies.Any(s => s.Trials.Count > 0), Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        var studies = report.Studies.Where(s => s.Trials.Count > 0).ToList();
        html.Write($"<p class=\"lead\">{Counted.Of(studies.Sum(s => s.Trials.Count), "trial")}, each scored inside the training part only. Whiskers are one standard error over folds.</p>\n<div class=\"charts\">\n");
        for (var i = 0; i < studies.Count; i++)
        {
            Create(studies[i], $"study-{i + 1}").Write(html);
        }

        html.Write($"</div>\n");
        foreach (var study in studies.Where(s => s.Best is not null))
        {
            html.Write($"<h3>Best parameters: {study.Learner}</h3>\n");
            Facts.Write(html, study.Best!.Parameters);
            if (!double.IsNaN(study.Overfitting))
            {
                html.Write($"<p class=\"lead after\">Its choice is overfitted with a probability of {Number.Percent(study.Overfitting)}: so often the best trial on one half of the searched time is below the median on the other. A choice without any worth has 50%.</p>\n");
            }
        }
    }

    private static DotChart Create(ReportStudy study, string id) => new()
    {
        Id = id,
        Title = study.Learner,
        Note = $"{study.Metric} of each trial; {(study.HigherIsBetter ? "higher" : "lower")} is better.",
        Description = study.Best is { } best
            ? $"The best of {Counted.Of(study.Trials.Count, "trial")} is number {best.Number} with {Number.Score(best.Value)}, standard error {Number.Score(best.StandardError)}."
            : $"None of {Counted.Of(study.Trials.Count, "trial")} gave a value.",
        X = Axis.Whole("trial", study.Trials.Min(t => t.Number), study.Trials.Max(t => t.Number)),
        Y = Axis.Nice(study.Metric, study.Trials.SelectMany(t => new[] { t.Value, t.Value - t.StandardError, t.Value + t.StandardError })),
        Series =
        [
            new DotSeries("trial", "s1", [.. study.Trials.Select(t => new Dot(t.Number, t.Value, t.Value - t.StandardError, t.Value + t.StandardError, $"trial {t.Number}: {Number.Score(t.Value)}"))]),
            new DotSeries("best so far", "s2", []) { Line = BestSoFar(study) },
        ],
        Table = new DataTable(
            ["trial", study.Metric, "standard error", "parameters"],
            [.. study.Trials.Select(t => (string[])[t.Number.ToString(CultureInfo.InvariantCulture), Number.Score(t.Value), Number.Score(t.StandardError), string.Join(", ", t.Parameters.Select(p => $"{p.Name} {p.Value}"))])]),
    };

    private static List<CurvePoint> BestSoFar(ReportStudy study)
    {
        var (line, best) = (new List<CurvePoint>(), double.NaN);
        foreach (var trial in study.Trials.Where(t => double.IsFinite(t.Value)))
        {
            var isBetter = double.IsNaN(best) || (study.HigherIsBetter ? trial.Value > best : trial.Value < best);
            if (isBetter && line.Count > 0)
            {
                line.Add(new CurvePoint(trial.Number, best));
            }

            best = isBetter ? trial.Value : best;
            line.Add(new CurvePoint(trial.Number, best));
        }

        return line;
    }
}

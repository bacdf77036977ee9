using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Whether 60% means 60%.</summary>
internal static class CalibrationSection
{
    internal static Section Section { get; } = new("calibration", "Calibration", r => ChosenOf(r) is not null, Write);

    private static ReportModel? ChosenOf(RunReport report) =>
        report.Models.Where(m => m.Reliability.Count > 0).OrderByDescending(m => m.Name == report.Verdict.Model).FirstOrDefault();

    private static void Write(RunReport report, MarkupWriter html)
    {
        var model = ChosenOf(report)!;
        html.Write($"<p class=\"lead\">When {model.Name} said 60%, did 60% come up? Dots on the dashed line are honest; an interval that misses it is not.</p>\n<div class=\"charts\">\n");
        Reliability(model).Write(html);
        Counts(model).Write(html);
        html.Write($"</div>\n");
        if (report.Probabilities is { Figures.Count: > 0 } found && found.Model == model.Name)
        {
            html.Write($"<h3>In figures</h3>\n<p>{found.Calibration}</p>\n");
            Facts.WriteFigures(html, found.Figures);
        }
    }

    private static DotChart Reliability(ReportModel model)
    {
        var bins = model.Reliability;
        var said = Axis.Nice("probability said", bins.Select(b => b.Forecast), percent: true);
        var off = bins.Count(b => b.Forecast < b.Low || b.Forecast > b.High);
        return new DotChart
        {
            Id = "reliability",
            Title = "Said and seen",
            Note = "Share that came up, with its interval, by the probability said.",
            Description = $"{Number.Count(off)} of {Number.Count(bins.Count)} bins have an interval that misses the probability said.",
            X = said,
            Y = Axis.Nice("share that came up", bins.SelectMany(b => new[] { b.Observed, b.Low, b.High }).Append(said.Min).Append(said.Max), percent: true),
            Reference = (said.Min, said.Max),
            Series = [new DotSeries(model.Name, "s1", [.. bins.Select(b => new Dot(b.Forecast, b.Observed, b.Low, b.High, $"said {Number.Percent(b.Forecast)}, seen {Number.Percent(b.Observed)}, {Number.Count(b.Count)} forecasts"))])],
            Table = new DataTable(
                ["said", "seen", "low", "high", "forecasts"],
                [.. bins.Select(b => (string[])[Number.Percent(b.Forecast), Number.Percent(b.Observed), Number.Percent(b.Low), Number.Percent(b.High), Number.Count(b.Count)])]),
        };
    }

    private static BarChart Counts(ReportModel model) => new()
    {
        Id = "forecasts",
        Title = "Forecasts by probability",
        Note = "A model that knows little stays near the base rate.",
        Description = $"Forecasts range from {Number.Percent(model.Reliability.Min(b => b.From))} to {Number.Percent(model.Reliability.Max(b => b.To))}.",
        Bars = [.. model.Reliability.Select(b => new Bar($"{Number.Percent(b.From)} to {Number.Percent(b.To)}", [b.Count], Number.Count(b.Count)))],
        Table = new DataTable(["from", "to", "forecasts"], [.. model.Reliability.Select(b => (string[])[Number.Percent(b.From), Number.Percent(b.To), Number.Count(b.Count)])]),
    };
}

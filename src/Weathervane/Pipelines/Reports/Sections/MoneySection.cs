using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>What trading on the forecasts came to, beside the market and a coin.</summary>
internal static class MoneySection
{
    internal static Section Section { get; } = new("money", "Money", r => r.Money is { Ways.Count: > 0 }, (r, html) => Write(r.Money!, html));

    internal static void Write(ReportMoney money, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">{money.Rule} Costs decide: look at the break-even first.</p>\n");
        WriteFigures(money, html);
        if (money.Luck is { } luck)
        {
            html.Write($"<p class=\"lead after\">{luck}</p>\n");
        }

        html.Write($"<div class=\"charts\">\n");
        Curves("equity", "Equity", "What an equity of 1 became, after costs.", "equity", money, w => w.Equity, percent: false).Write(html);
        Curves("drawdown", "Drawdown", "How far below its highest so far.", "below the highest", money, w => w.Drawdown, percent: true).Write(html);
        html.Write($"</div>\n");
        if (ReportMoney.OfKinds(money.Regimes) is { } kindsInAll)
        {
            html.Write($"<p class=\"lead after\">{kindsInAll}</p>\n<div class=\"charts\">\n");
            foreach (var (name, kinds) in Groups(money))
            {
                Regimes(name, kinds).Write(html);
            }

            html.Write($"</div>\n");
        }
    }

    private static void WriteFigures(ReportMoney money, MarkupWriter html)
    {
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures of each way of trading\"><table class=\"scoreboard ways\"><caption class=\"visually-hidden\">What each way of trading came to</caption>\n<thead><tr><th scope=\"col\">way</th>");
        foreach (var figure in money.Ways[0].Figures)
        {
            html.Write($"<th scope=\"col\">{figure.Name}</th>");
        }

        html.Write($"</tr></thead>\n<tbody>\n");
        foreach (var way in money.Ways)
        {
            html.Write($"<tr><th scope=\"row\">{way.Name}</th>");
            foreach (var figure in way.Figures)
            {
                html.Write($"<td>{figure.Value}</td>");
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
    }

    internal static LineChart Curves(string id, string title, string note, string y, ReportMoney money, Func<ReportWay, IReadOnlyList<CurvePoint>> curveOf, bool percent)
    {
        var lines = money.Ways.Select((w, i) => new Line(w.Name, i == 0 ? Palette.Of(0) : i == 1 ? Palette.Neutral : Palette.Of(i), Curve.Thin(curveOf(w)))).ToList();
        var all = lines.SelectMany(l => l.Points).ToList();
        return new LineChart
        {
            Id = id,
            Title = title,
            Note = note,
            Description = string.Join(", ", lines.Select(l => $"{l.Name} ends at {Value(l.Points[^1].Y)}")) + ".",
            X = TimeAxis.Create(TimeAxis.TimeAt(all.Min(p => p.X)), TimeAxis.TimeAt(all.Max(p => p.X))),
            Y = Axis.Nice(y, all.Select(p => p.Y), percent),
            Lines = lines,
            Reference = percent ? null : (1, 1),
            Table = new DataTable(
                ["time", .. lines.Select(l => l.Name)],
                [.. Enumerable.Range(0, 21).Select(i => lines[0].Points[(int)((long)i * (lines[0].Points.Count - 1) / 20)].X)
                    .Select(x => (string[])[Number.Time(TimeAxis.TimeAt(x).Date), .. lines.Select(l => Value(Curve.At(l.Points, x)))])]),
        };

        string Value(double v) => percent ? Number.Percent(v) : Number.Fixed(v, 3);
    }

    /// <summary>Few kinds share a chart; hours and years have their own.</summary>
    private static IEnumerable<(string Name, List<ReportRegime> Kinds)> Groups(ReportMoney money)
    {
        (string Name, string[] By)[] charts = [("By volatility, trend and weekday", ["volatility", "trend", "weekday"]), ("By hour", ["hour"]), ("By year", ["year"])];
        return charts.Select(c => (c.Name, money.Regimes.Where(r => c.By.Contains(r.By)).ToList())).Where(c => c.Item2.Count > 1);
    }

    private static ForestChart Regimes(string name, List<ReportRegime> kinds) => new()
    {
        Id = "regimes-" + kinds[0].By,
        Title = name,
        Note = "Mean return of a bar after costs, in basis points, with its interval alone; coloured where it is proven as one of all kinds. Hours are UTC, of the bar that was traded.",
        Description = $"Best: {Best(kinds)}; worst: {kinds.MinBy(k => k.MeanBps)!.Name}.",
        AxisTitle = "basis points a bar, after costs",
        Decimals = 2,
        Rows = [.. kinds.Select(k => new ForestRow(
            k.By is "volatility" or "trend" ? $"{k.By}: {k.Name}" : k.Name, k.MeanBps, k.Low, k.High, k.Outcome))],
        Table = new DataTable(
            ["kind", "bars", "mean", "low", "high", "market", "p", "p of all", "verdict"],
            [
                .. kinds.Select(k => (string[])
                [
                    $"{k.By} {k.Name}", Number.Count(k.Steps), Number.Fixed(k.MeanBps, 2), Number.Fixed(k.Low, 2), Number.Fixed(k.High, 2), Number.Fixed(k.MarketBps, 2),
                    Number.PValue(k.PValue), Number.PValue(k.PValueOfAll), OutcomeWords.Of(k.Outcome),
                ]),
            ]),
    };

    private static string Best(List<ReportRegime> kinds)
    {
        var best = kinds.MaxBy(k => k.MeanBps)!;
        return $"{best.Name} with {Number.Fixed(best.MeanBps, 2)} basis points";
    }
}

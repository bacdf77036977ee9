using Weathervane.Evaluation;
using Weathervane.Pipelines.Reports;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;
using Weathervane.Pipelines.Reports.Sections;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Replay;

/// <summary>A replay as one HTML page that needs nothing else: no network, no script, no file beside it.</summary>
public static class ReplayPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">What was lived through.</param>
    /// <param name="output">Receives the page; use UTF-8, which the page declares.</param>
    public static void Write(ReplayResult result, TextWriter output)
    {
        var html = new MarkupWriter(output);
        var title = $"{result.Pipeline.Name} on {result.Bars.Name}";
        PageFrame.Write(html, "replay", $"Replay: {title}", title, () =>
        {
            Verdict(result, html);
            Running(result, html);
            Years(result).Write(html, "Year by year");
            html.Write($"</section>\n");
            Money(result, html);
            Events(result, html);
        });
    }

    private static void Verdict(ReplayResult result, MarkupWriter html)
    {
        html.Write($"<section id=\"lived\"><h2>What a user would have lived through</h2>\n");
        foreach (var sentence in ReplayWords.Of(result))
        {
            html.Write($"<p class=\"lead\">{sentence}</p>\n");
        }
    }

    private static void Running(ReplayResult result, MarkupWriter html)
    {
        var (loop, frozen) = (Gained(result, result.Loop), Gained(result, result.NeverRetrained));
        html.Write($"<div class=\"charts\">\n");
        new LineChart
        {
            Id = "gain",
            Title = "Information gained on the base rate",
            Note = "Log loss saved so far, in nats, summed over forecasts: rising is good, flat is knowing nothing, falling is knowing less than the share of ups.",
            Description = $"The loop ends at {Number.Fixed(loop[^1].Y, 2)} nats, the model that was never trained again at {Number.Fixed(frozen[^1].Y, 2)}.",
            X = TimeAxis.Create(result.Bars.Times[result.Scored[0]], result.Bars.Times[result.Scored[^1]]),
            Y = Axis.Nice("nats", [.. loop.Select(p => p.Y), .. frozen.Select(p => p.Y), 0]),
            Lines = [new Line("the loop", Palette.Of(0), loop), new Line("never retrained", Palette.Neutral, frozen)],
            Reference = (0, 0),
            Table = Years(result),
        }.Write(html);
        html.Write($"</div>\n");
    }

    private static IReadOnlyList<CurvePoint> Gained(ReplayResult result, OutOfSample forecasts)
    {
        var (ours, theirs) = (forecasts.RowScores(LogLoss.Metric)!, result.ShareOfUps.RowScores(LogLoss.Metric)!);
        var (sum, points) = (0.0, new CurvePoint[ours.Length]);
        for (var i = 0; i < points.Length; i++)
        {
            sum += theirs[i] - ours[i];
            points[i] = new CurvePoint(TimeAxis.Position(result.Bars.Times[result.Scored[i]]), sum);
        }

        return Curve.Thin(points);
    }

    private static DataTable Years(ReplayResult result) => new(
        ["year", "bars", "log loss", "never retrained", "base rate", "accuracy", "refreshes", "alarms"],
        [
            .. result.Years().Select(y => (string[])
            [
                y.Year.ToString(System.Globalization.CultureInfo.InvariantCulture), Number.Count(y.Bars), Number.Fixed(y.Loss, 5), Number.Fixed(y.FrozenLoss, 5), Number.Fixed(y.BaseRateLoss, 5),
                Number.Percent(y.Accuracy), Number.Count(y.Refreshes), Number.Count(y.Alarms),
            ]),
        ]);

    private static void Money(ReplayResult result, MarkupWriter html)
    {
        var money = ReportMoneyOf.Run(result.Money(), "the loop");
        html.Write($"<section id=\"money\"><h2>Money</h2>\n");
        MoneySection.Write(money, html);
        html.Write($"</section>\n");
    }

    private static void Events(ReplayResult result, MarkupWriter html)
    {
        html.Write($"<section id=\"events\"><h2>What happened</h2>\n");
        new DataTable(
            ["when (UTC)", "what", "version", "why"],
            [.. result.Events.Select(e => (string[])[Number.Time(e.At), ReplayWords.Of(e.Kind), Number.Count(e.Version), e.Why])]).Write(html, "What happened");
        html.Write($"</section>\n");
    }
}

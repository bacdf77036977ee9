using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>Spans of time in lanes.</summary>
internal sealed record TimelineChart : Chart
{
    private const double LaneHeight = 26;
    private const int LabelMax = 14;

    internal required IReadOnlyList<ReportSpan> Spans { get; init; }

    internal override IReadOnlyList<LegendEntry> Legend =>
        [.. Spans.Select(s => s.Kind).Distinct().Order().Select(k => new LegendEntry(Words.Of(k), Words.StyleOf(k), IsLine: false))];

    private List<string> Lanes => [.. Spans.Select(s => s.Lane).Distinct()];

    protected override double Height => (LaneHeight * Lanes.Count) + 34;

    protected override void Draw(MarkupWriter svg)
    {
        var lanes = Lanes;
        var axis = TimeAxis.Create(Spans.Min(s => s.From), Spans.Max(s => s.To));
        var (left, bottom) = (14 + (6.6 * Math.Min(LabelMax, lanes.Max(l => l.Length))), LaneHeight * lanes.Count);
        double Across(double position) => left + (axis.Share(position) * (Width - left - 22));

        foreach (var tick in axis.Ticks)
        {
            svg.Write($"<path class=\"grid\" d=\"M{Across(tick.Value)} 0V{bottom + 4}\"/><text class=\"tick middle\" x=\"{Across(tick.Value)}\" y=\"{bottom + 19}\">{tick.Label}</text>\n");
        }

        for (var i = 0; i < lanes.Count; i++)
        {
            svg.Write($"<text class=\"tick end\" x=\"{left - 8}\" y=\"{(i * LaneHeight) + 17}\">{Words.Shorten(lanes[i], LabelMax)}</text>");
            
            // Purged spans are short: drawn last, and never thinner than can be seen.
            foreach (var span in Spans.Where(s => s.Lane == lanes[i]).OrderBy(s => s.Kind == ReportSpanKind.Purged))
            {
                var (from, to) = (Across(TimeAxis.Position(span.From)), Across(TimeAxis.Position(span.To)));
                svg.Write($"<rect class=\"area {Words.StyleOf(span.Kind)}\" x=\"{from}\" y=\"{(i * LaneHeight) + 5}\" width=\"{Math.Max(2.5, to - from)}\" height=\"{LaneHeight - 10}\" rx=\"1.5\">");
                svg.Write($"<title>{span.Lane}, {Words.Of(span.Kind)}: {Number.Time(span.From)} to {Number.Time(span.To)}, {Number.Count(span.Rows)} rows</title></rect>\n");
            }
        }
    }
}

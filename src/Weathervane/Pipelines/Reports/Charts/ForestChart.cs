using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>A gain with its interval.</summary>
internal sealed record ForestRow(string Label, double Value, double Low, double High, ReportOutcome Outcome);

/// <summary>Gains, one under the other: an interval that crosses the line at zero may be chance.</summary>
internal sealed record ForestChart : Chart
{
    private const double RowHeight = 26;
    private const double Bottom = 60;
    private const int LabelMax = 20;

    internal required IReadOnlyList<ForestRow> Rows { get; init; }

    internal required string AxisTitle { get; init; }

    /// <summary>What lies to the left of zero, and to the right.</summary>
    internal (string Left, string Right) Directions { get; init; } = ("worse", "better");

    /// <summary>Digits behind the point of a value that is pointed at.</summary>
    internal int Decimals { get; init; } = 4;

    protected override double Height => (RowHeight * Rows.Count) + Bottom + 8;

    protected override void Draw(MarkupWriter svg)
    {
        var left = 14 + (6.6 * Math.Min(LabelMax, Rows.Max(r => r.Label.Length)));
        var axis = Axis.Nice(AxisTitle, Rows.SelectMany(r => new[] { r.Value, r.Low, r.High }).Append(0), steps: 4);
        double Across(double value) => left + (axis.Share(value) * (Width - left - 24));
        var bottom = Height - Bottom;

        foreach (var tick in axis.Ticks)
        {
            var x = Across(tick.Value);
            svg.Write($"<path class=\"grid\" d=\"M{x} 4V{bottom}\"/><text class=\"tick middle\" x=\"{x}\" y=\"{bottom + 16}\">{tick.Label}</text>\n");
        }

        svg.Write($"<path class=\"reference\" d=\"M{Across(0)} 0V{bottom}\"/>\n");
        for (var i = 0; i < Rows.Count; i++)
        {
            var (row, y) = (Rows[i], 8 + ((i + 0.5) * RowHeight));
            svg.Write($"<text class=\"tick end\" x=\"{left - 10}\" y=\"{y + 4}\">{Words.Shorten(row.Label, LabelMax)}<title>{row.Label}</title></text>");
            svg.Write($"<g class=\"{Words.StyleOf(row.Outcome)}\"><title>{row.Label}: {Number.Fixed(row.Value, Decimals)}</title>");
            if (double.IsFinite(row.Low) && double.IsFinite(row.High))
            {
                svg.Write($"<path class=\"whisker\" d=\"M{Across(row.Low)} {y}H{Across(row.High)}\"/>");
            }

            svg.Write($"<circle class=\"dot\" cx=\"{Across(row.Value)}\" cy=\"{y}\" r=\"4.5\"/></g>\n");
        }

        WriteDirections(svg, left, bottom, axis);
    }

    private void WriteDirections(MarkupWriter svg, double left, double bottom, Axis axis)
    {
        svg.Write($"<text class=\"label\" x=\"{left}\" y=\"{bottom + 34}\">← {Directions.Left}</text>");
        svg.Write($"<text class=\"label end\" x=\"{Width - 24}\" y=\"{bottom + 34}\">{Directions.Right} →</text>");
        svg.Write($"<text class=\"label middle\" x=\"{(left + Width - 24) / 2}\" y=\"{bottom + 52}\">{axis.Title}</text>\n");
    }
}

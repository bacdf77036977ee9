using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>A bar, made of one or more pieces laid end to end.</summary>
/// <param name="Label">To the left of the bar.</param>
/// <param name="Pieces">Lengths; those of the longest bar fill the chart.</param>
/// <param name="Text">To the right of the bar.</param>
internal sealed record Bar(string Label, IReadOnlyList<double> Pieces, string Text);

/// <summary>Horizontal bars with their values beside them, so that no axis is needed.</summary>
internal sealed record BarChart : Chart
{
    private const double RowHeight = 24;
    private const double TextWidth = 66;
    private const int LabelMax = 24;

    internal required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>Names of the pieces where a bar has several; empty for one.</summary>
    internal IReadOnlyList<string> Pieces { get; init; } = [];

    internal override IReadOnlyList<LegendEntry> Legend => [.. Pieces.Select((name, i) => new LegendEntry(name, Palette.Of(i), IsLine: false))];

    protected override double Height => (RowHeight * Bars.Count) + 4;

    protected override void Draw(MarkupWriter svg)
    {
        var left = 10 + (6.6 * Math.Min(LabelMax, Bars.Max(b => b.Label.Length)));
        var longest = Math.Max(Bars.Max(b => b.Pieces.Sum()), 1e-300);
        var scale = (Width - left - TextWidth) / longest;
        for (var i = 0; i < Bars.Count; i++)
        {
            var (bar, y, x) = (Bars[i], 2 + (i * RowHeight), left);
            svg.Write($"<text class=\"tick end\" x=\"{left - 8}\" y=\"{y + 16}\">{Words.Shorten(bar.Label, LabelMax)}<title>{bar.Label}</title></text>");
            for (var piece = 0; piece < bar.Pieces.Count; piece++)
            {
                var length = Math.Max(0, bar.Pieces[piece]) * scale;
                svg.Write($"<rect class=\"area {Palette.Of(piece)}\" x=\"{x}\" y=\"{y + 4}\" width=\"{length}\" height=\"{RowHeight - 8}\" rx=\"2\"/>");
                x += length;
            }

            svg.Write($"<text class=\"value\" x=\"{x + 6}\" y=\"{y + 16}\">{bar.Text}</text>\n");
        }
    }
}

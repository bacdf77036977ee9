using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>Calls against what came, two by two; the darker a cell, the more rows in it.</summary>
internal sealed record ConfusionChart : Chart
{
    private const double Left = 84;
    private const double Top = 40;
    private const double CellWidth = 164;
    private const double CellHeight = 74;

    internal required ConfusionMatrix Confusion { get; init; }

    protected override double Height => Top + (2 * CellHeight) + 8;

    protected override void Draw(MarkupWriter svg)
    {
        svg.Write($"<text class=\"label middle\" x=\"{Left + CellWidth}\" y=\"13\">forecast</text>");
        svg.Write($"<text class=\"tick middle\" x=\"{Left + (CellWidth / 2)}\" y=\"31\">down</text><text class=\"tick middle\" x=\"{Left + (1.5 * CellWidth)}\" y=\"31\">up</text>");
        svg.Write($"<text class=\"tick end\" x=\"{Left - 10}\" y=\"{Top + (CellHeight / 2) + 4}\">came down</text><text class=\"tick end\" x=\"{Left - 10}\" y=\"{Top + (1.5 * CellHeight) + 4}\">came up</text>\n");
        WriteCell(svg, 0, 0, Confusion.TrueNegatives, "right");
        WriteCell(svg, 1, 0, Confusion.FalsePositives, "wrong");
        WriteCell(svg, 0, 1, Confusion.FalseNegatives, "wrong");
        WriteCell(svg, 1, 1, Confusion.TruePositives, "right");
    }

    private void WriteCell(MarkupWriter svg, int column, int row, long count, string kind)
    {
        var (x, y) = (Left + (column * CellWidth), Top + (row * CellHeight));
        var share = count / (double)Math.Max(1, Confusion.Rows);

        // Never so dark that the figures on it lose their contrast.
        svg.Write($"<rect class=\"cell {kind}\" x=\"{x + 1}\" y=\"{y + 1}\" width=\"{CellWidth - 2}\" height=\"{CellHeight - 2}\" rx=\"4\" fill-opacity=\"{0.05 + (0.35 * Math.Min(1, 2 * share))}\"/>");
        svg.Write($"<text class=\"count middle\" x=\"{x + (CellWidth / 2)}\" y=\"{y + 34}\">{Number.Count(count)}</text>");
        svg.Write($"<text class=\"tick middle\" x=\"{x + (CellWidth / 2)}\" y=\"{y + 54}\">{Number.Percent(share)} · {kind}</text>\n");
    }
}

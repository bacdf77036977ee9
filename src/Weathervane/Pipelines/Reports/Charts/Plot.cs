using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>The frame of a chart with two axes: grid, labels, titles, and the way from values to places.</summary>
internal sealed record Plot(Axis X, Axis Y, double Height)
{
    private const double Top = 8;
    private const double Right = 12;
    private const double Bottom = 44;

    // About the width of a digit at the size of the labels.
    private const double DigitWidth = 6.9;

    private double Left => 26 + (DigitWidth * Y.Ticks.Max(t => t.Label.Length));

    internal double Across(double x) => Left + (X.Share(x) * (Chart.Width - Left - Right));

    internal double Down(double y) => Height - Bottom - (Y.Share(y) * (Height - Bottom - Top));

    /// <summary>Draws everything but the data.</summary>
    internal void Write(MarkupWriter svg)
    {
        var (right, bottom) = (Chart.Width - Right, Height - Bottom);
        foreach (var tick in Y.Ticks)
        {
            var y = Down(tick.Value);
            svg.Write($"<path class=\"grid\" d=\"M{Left} {y}H{right}\"/><text class=\"tick end\" x=\"{Left - 6}\" y=\"{y + 4}\">{tick.Label}</text>\n");
        }

        foreach (var tick in X.Ticks)
        {
            var x = Across(tick.Value);
            svg.Write($"<path class=\"axis\" d=\"M{x} {bottom}v4\"/><text class=\"tick middle\" x=\"{x}\" y=\"{bottom + 18}\">{tick.Label}</text>\n");
        }

        svg.Write($"<path class=\"axis\" d=\"M{Left} {bottom}H{right}\"/>");
        svg.Write($"<text class=\"label middle\" x=\"{(Left + right) / 2}\" y=\"{Height - 6}\">{X.Title}</text>");
        var middle = (Top + bottom) / 2;
        svg.Write($"<text class=\"label middle\" transform=\"translate(11 {middle})rotate(-90)\">{Y.Title}</text>\n");
    }

    /// <summary>A line across the whole frame, between two values of y at its ends.</summary>
    internal void WriteReference(MarkupWriter svg, double yAtMin, double yAtMax) =>
        svg.Write($"<path class=\"reference\" d=\"M{Across(X.Min)} {Down(yAtMin)}L{Across(X.Max)} {Down(yAtMax)}\"/>\n");

    /// <summary>Draws a line through points; one that is not finite breaks it.</summary>
    internal void WriteLine(MarkupWriter svg, IReadOnlyList<CurvePoint> points, string style)
    {
        svg.Write($"<path class=\"line {style}\" d=\"");
        var isDown = false;
        foreach (var (x, y) in points)
        {
            if (double.IsFinite(x) && double.IsFinite(y))
            {
                svg.Write($"{(isDown ? "L" : "M")}{Across(x)} {Down(y)}");
                isDown = true;
            }
            else
            {
                isDown = false;
            }
        }

        svg.Write($"\"/>\n");
    }
}

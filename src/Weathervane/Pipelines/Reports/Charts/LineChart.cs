using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>A line to draw.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Style">Its class in the style sheet.</param>
/// <param name="Points">In the order to be drawn; long lines are thinned.</param>
internal sealed record Line(string Name, string Style, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>Edges of a band around the line, drawn from the first along the upper and back along the lower one; empty for none.</summary>
    internal IReadOnlyList<(double X, double Low, double High)> Band { get; init; } = [];
}

/// <summary>One or more lines over two axes.</summary>
internal sealed record LineChart : Chart
{
    internal required Axis X { get; init; }

    internal required Axis Y { get; init; }

    internal required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>Where a line that means "no skill" begins and ends in y; null for none.</summary>
    internal (double AtMin, double AtMax)? Reference { get; init; }

    internal override IReadOnlyList<LegendEntry> Legend => [.. Lines.Select(l => new LegendEntry(l.Name, l.Style, IsLine: true))];

    protected override double Height => 320;

    protected override void Draw(MarkupWriter svg)
    {
        var plot = new Plot(X, Y, Height);
        plot.Write(svg);
        if (Reference is var (start, end))
        {
            plot.WriteReference(svg, start, end);
        }

        // The first line is the one that matters most, so it is drawn over the others.
        foreach (var line in Lines.Reverse())
        {
            WriteBand(svg, plot, line);
            plot.WriteLine(svg, Curve.Thin(line.Points), line.Style);
        }
    }

    private static void WriteBand(MarkupWriter svg, Plot plot, Line line)
    {
        if (line.Band.Count == 0)
        {
            return;
        }

        svg.Write($"<path class=\"band {line.Style}\" d=\"M");
        foreach (var (x, _, high) in line.Band)
        {
            svg.Write($"{plot.Across(x)} {plot.Down(high)} ");
        }

        foreach (var (x, low, _) in line.Band.Reverse())
        {
            svg.Write($"{plot.Across(x)} {plot.Down(low)} ");
        }

        svg.Write($"Z\"/>\n");
    }
}

using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>A value at x, with its interval.</summary>
/// <param name="X">To the right.</param>
/// <param name="Value">Upwards; one that is not finite is not drawn.</param>
/// <param name="Low">Lower end of its interval; NaN for none.</param>
/// <param name="High">Upper end of its interval; NaN for none.</param>
/// <param name="Hint">Shown by the browser when the pointer rests on it.</param>
internal sealed record Dot(double X, double Value, double Low, double High, string Hint);

/// <summary>Dots of one kind.</summary>
/// <param name="Name">What they show.</param>
/// <param name="Style">Their class in the style sheet.</param>
/// <param name="Dots">In order of x.</param>
internal sealed record DotSeries(string Name, string Style, IReadOnlyList<Dot> Dots)
{
    /// <summary>A line drawn beneath the dots, such as the best so far; empty for none.</summary>
    internal IReadOnlyList<CurvePoint> Line { get; init; } = [];
}

/// <summary>Dots with intervals over two axes.</summary>
internal sealed record DotChart : Chart
{
    internal required Axis X { get; init; }

    internal required Axis Y { get; init; }

    internal required IReadOnlyList<DotSeries> Series { get; init; }

    /// <summary>Where a line for comparison begins and ends in y; null for none.</summary>
    internal (double AtMin, double AtMax)? Reference { get; init; }

    internal override IReadOnlyList<LegendEntry> Legend => [.. Series.Select(s => new LegendEntry(s.Name, s.Style, IsLine: s.Line.Count > 0))];

    protected override double Height => 300;

    protected override void Draw(MarkupWriter svg)
    {
        var plot = new Plot(X, Y, Height);
        plot.Write(svg);
        if (Reference is var (start, end))
        {
            plot.WriteReference(svg, start, end);
        }

        foreach (var series in Series.Reverse())
        {
            if (series.Line.Count > 0)
            {
                plot.WriteLine(svg, series.Line, series.Style);
            }

            foreach (var dot in series.Dots.Where(d => double.IsFinite(d.Value)))
            {
                WriteDot(svg, plot, dot, series.Style);
            }
        }
    }

    private static void WriteDot(MarkupWriter svg, Plot plot, Dot dot, string style)
    {
        var (x, y) = (plot.Across(dot.X), plot.Down(dot.Value));
        svg.Write($"<g class=\"{style}\"><title>{dot.Hint}</title>");
        if (double.IsFinite(dot.Low) && double.IsFinite(dot.High))
        {
            svg.Write($"<path class=\"whisker\" d=\"M{x} {plot.Down(dot.Low)}V{plot.Down(dot.High)}\"/>");
        }

        svg.Write($"<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/></g>\n");
    }
}

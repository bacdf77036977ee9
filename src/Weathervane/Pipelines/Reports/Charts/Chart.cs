using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>A name beside the look of what it names.</summary>
/// <param name="Name">What is drawn.</param>
/// <param name="Style">The class that colours it in the style sheet.</param>
/// <param name="IsLine">True for a line, false for an area.</param>
internal sealed record LegendEntry(string Name, string Style, bool IsLine);

/// <summary>A picture with its title, what it says in words, a legend, and the numbers behind it.</summary>
internal abstract record Chart
{
    /// <summary>All charts are this wide, so that text has one size on the page, and stays readable on a phone.</summary>
    internal const double Width = 420;

    /// <summary>Unique on the page.</summary>
    internal required string Id { get; init; }

    /// <summary>What is shown.</summary>
    internal required string Title { get; init; }

    /// <summary>How to read it, in a line.</summary>
    internal string? Note { get; init; }

    /// <summary>What it shows, for a reader who does not see it.</summary>
    internal required string Description { get; init; }

    /// <summary>The numbers behind it.</summary>
    internal required DataTable Table { get; init; }

    /// <summary>Shown when there are two or more.</summary>
    internal virtual IReadOnlyList<LegendEntry> Legend => [];

    /// <summary>Height in the units of <see cref="Width"/>.</summary>
    protected abstract double Height { get; }

    /// <summary>Draws into the picture; y grows downwards.</summary>
    protected abstract void Draw(MarkupWriter svg);

    internal void Write(MarkupWriter html)
    {
        html.Write($"<figure class=\"chart\" id=\"{Id}\"><figcaption><h3>{Title}</h3>");
        if (Note is not null)
        {
            html.Write($"<p>{Note}</p>");
        }

        html.Write($"</figcaption>\n");
        WriteLegend(html);
        html.Write($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{Id}-t {Id}-d\">");
        html.Write($"<title id=\"{Id}-t\">{Title}</title><desc id=\"{Id}-d\">{Description}</desc>\n");
        Draw(html);
        html.Write($"</svg>\n<details><summary>Numbers<span class=\"visually-hidden\"> behind {Title}</span></summary>");
        Table.Write(html, $"{Title}: the numbers");
        html.Write($"</details></figure>\n");
    }

    private void WriteLegend(MarkupWriter html)
    {
        if (Legend.Count < 2)
        {
            return;
        }

        html.Write($"<ul class=\"legend\">");
        foreach (var (name, style, isLine) in Legend)
        {
            html.Write($"<li><svg viewBox=\"0 0 22 12\" aria-hidden=\"true\">");
            if (isLine)
            {
                html.Write($"<path class=\"line {style}\" d=\"M0 6H22\"/>");
            }
            else
            {
                html.Write($"<rect class=\"area {style}\" x=\"5\" width=\"12\" height=\"12\" rx=\"2\"/>");
            }

            html.Write($"</svg>{name}</li>");
        }

        html.Write($"</ul>\n");
    }
}

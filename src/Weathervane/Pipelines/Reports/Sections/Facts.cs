using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Names and values, side by side.</summary>
internal static class Facts
{
    /// <summary>Writes figures, each with what it means beneath it.</summary>
    internal static void WriteFigures(MarkupWriter html, IEnumerable<ReportFigure> figures)
    {
        html.Write($"<dl class=\"figures\">\n");
        foreach (var (name, value, note) in figures)
        {
            html.Write($"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"note\">{note}</dd></div>\n");
        }

        html.Write($"</dl>\n");
    }

    /// <summary>Writes a list; in one column where values are long, such as hashes.</summary>
    internal static void Write(MarkupWriter html, IEnumerable<ReportFact> facts, bool isOneColumn = false)
    {
        html.Write($"<dl class=\"facts{(isOneColumn ? " one-column" : "")}\">\n");
        foreach (var (name, value, needsAttention) in facts)
        {
            html.Write($"<div class=\"{(needsAttention ? "unsure" : "")}\"><dt>{name}</dt><dd>{(needsAttention ? "! " : "")}{value}</dd></div>\n");
        }

        html.Write($"</dl>\n");
    }
}

using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>The numbers behind a chart, for those who want them or cannot see it: the first column names the row, the others are numbers.</summary>
internal sealed record DataTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>How the sheet calls it; empty for any table of numbers.</summary>
    internal string Style { get; init; } = "";

    internal void Write(MarkupWriter html, string caption)
    {
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table");
        if (Style.Length > 0)
        {
            html.Write($" class=\"{Style}\"");
        }

        html.Write($"><caption class=\"visually-hidden\">{caption}</caption><thead><tr>");
        foreach (var column in Columns)
        {
            html.Write($"<th scope=\"col\">{column}</th>");
        }

        html.Write($"</tr></thead><tbody>\n");
        foreach (var row in Rows)
        {
            html.Write($"<tr><th scope=\"row\">{row[0]}</th>");
            foreach (var cell in row.Skip(1))
            {
                html.Write($"<td>{cell}</td>");
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</tbody></table></div>");
    }
}

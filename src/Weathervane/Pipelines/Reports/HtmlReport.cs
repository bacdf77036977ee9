using Weathervane.Pipelines.Reports.Html;
using Weathervane.Pipelines.Reports.Sections;

namespace Weathervane.Pipelines.Reports;

/// <summary>The report as one HTML page that needs nothing else: no network, no script, no file beside it.</summary>
/// <remarks>The page refuses all foreign content by its own content security policy. The same report gives the same bytes.</remarks>
public static class HtmlReport
{
    // A weathervane's arrow in one colour that shows on light and dark tabs.
    private const string Icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%232f7fd6' d='M2 10h12V5l8 7-8 7v-5H2z'/%3E%3C/svg%3E";

    /// <summary>Writes the page.</summary>
    /// <param name="report">What to show; parts that are empty are left out.</param>
    /// <param name="output">Receives the page; use UTF-8, which the page declares.</param>
    public static void Write(RunReport report, TextWriter output)
    {
        var html = new MarkupWriter(output);
        var sections = Section.All.Where(s => s.IsShown(report)).ToList();
        WriteHead(report, html);
        html.Write($"<body>\n<a class=\"skip\" href=\"#verdict\">Skip to the verdict</a>\n<div class=\"page\">\n");
        WriteHeader(report, html);
        WriteContents(sections, html);
        html.Write($"<main>\n");
        foreach (var section in sections)
        {
            html.Write($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-h\">\n<h2 id=\"{section.Id}-h\">{section.Title}</h2>\n");
            section.Write(report, html);
            html.Write($"</section>\n");
        }

        html.Write($"</main>\n<footer>Made by Weathervane. Scores describe the past; they promise nothing.</footer>\n</div>\n</body>\n</html>\n");
    }

    private static void WriteHead(RunReport report, MarkupWriter html)
    {
        html.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{Stylesheet.Hash}'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Write($"<title>{OutcomeWords.Of(report.Verdict.Gain.Outcome)}: {report.Title} – Weathervane</title>\n<link rel=\"icon\" href=\"{Icon}\">\n<style>");
        html.WriteStyle();
        html.Write($"</style>\n</head>\n");
    }

    private static void WriteHeader(RunReport report, MarkupWriter html)
    {
        html.Write($"<header>\n<p class=\"brand\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M2 10h12V5l8 7-8 7v-5H2z\"/></svg>Weathervane <span>{report.Kind}</span></p>\n");
        html.Write($"<h1>{report.Title}</h1>\n<dl class=\"meta\">");
        foreach (var (name, value) in Meta(report).Where(m => m.Value.Length > 0))
        {
            html.Write($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        }

        html.Write($"</dl>\n</header>\n");
    }

    private static IEnumerable<(string Name, string Value)> Meta(RunReport report)
    {
        yield return ("Bars", report.Subject);
        yield return ("Started", Number.Time(report.Started) + " UTC");
        yield return ("Took", report.Duration is { } span ? Number.Duration(span) : "");
        yield return ("Run", report.RunId);
    }

    private static void WriteContents(List<Section> sections, MarkupWriter html)
    {
        html.Write($"<nav aria-label=\"Contents\"><ul>\n");
        foreach (var section in sections)
        {
            html.Write($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>\n");
        }

        html.Write($"</ul></nav>\n");
    }
}

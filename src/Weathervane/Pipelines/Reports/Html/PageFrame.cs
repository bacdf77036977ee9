namespace Weathervane.Pipelines.Reports.Html;

/// <summary>The head and foot of a page that needs nothing else: no network, no script, no file beside it.</summary>
internal static class PageFrame
{
    /// <summary>Writes a page.</summary>
    /// <param name="html">Receives it.</param>
    /// <param name="kind">What it is, beside the product's name: <c>drift</c>.</param>
    /// <param name="tab">What the browser's tab says.</param>
    /// <param name="title">The page's heading.</param>
    /// <param name="content">Writes what stands in between.</param>
    internal static void Write(MarkupWriter html, string kind, string tab, string title, Action content)
    {
        html.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{Stylesheet.Hash}'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Write($"<title>{tab} – Weathervane</title>\n<style>");
        html.WriteStyle();
        html.Write($"</style>\n</head>\n<body>\n<div class=\"page\">\n<header>\n<p class=\"brand\">Weathervane <span>{kind}</span></p>\n<h1>{title}</h1>\n</header>\n<main>\n");
        content();
        html.Write($"</main>\n<footer>Made by Weathervane.</footer>\n</div>\n</body>\n</html>\n");
    }
}

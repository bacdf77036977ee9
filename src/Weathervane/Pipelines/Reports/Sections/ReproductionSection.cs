using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Everything needed to get the same bytes again.</summary>
internal static class ReproductionSection
{
    internal static Section Section { get; } = new("reproduce", "Reproduce", r => r.Reproduction is not null, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        var reproduction = report.Reproduction!;
        html.Write($"<p class=\"lead\">The same bars, pipeline and seed give the same bytes, on any number of threads.</p>\n<pre><code>{reproduction.Command}</code></pre>\n");
        Facts.Write(html, reproduction.Facts, isOneColumn: true);
        html.Write($"<details><summary>The resolved pipeline</summary><pre tabindex=\"0\"><code>{reproduction.Pipeline}</code></pre></details>\n");
    }
}

using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>The list of findings.</summary>
internal static class FindingsSection
{
    internal static Section Section { get; } = new("findings", "What to look at", r => Finding.Of(r).Any(), Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<ul class=\"findings\">\n");
        foreach (var (text, anchor, needsAttention) in Finding.Of(report))
        {
            var seen = Section.All.First(s => s.Id == anchor).Title;
            var (style, sign, word) = needsAttention ? ("unsure", "!", "Look here: ") : ("good", "✓", "");
            html.Write($"<li class=\"{style}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span><span><span class=\"visually-hidden\">{word}</span>{text} <a href=\"#{anchor}\">{seen}</a></span></li>\n");
        }

        html.Write($"</ul>\n");
    }
}

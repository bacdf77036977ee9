using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>How often the answer was peeked at.</summary>
internal static class LooksSection
{
    internal static Section Section { get; } = new("looks", "Hold-out", r => r.Looks is not null, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        var looks = report.Looks!;
        if (looks.Count == 0)
        {
            html.Write($"<p class=\"lead\">None. The hold-out is sealed: it can still give one unspoilt answer.</p>\n");
            return;
        }

        html.Write($"<p class=\"lead\">{Counted.Of(looks.Count, "look")} so far. Each look spoils the hold-out a little: the k-th at the same bars is held to 0.05/(k(k+1)) instead of 0.05.</p>\n");
        new DataTable(
            ["look", "time (UTC)", "run", "by"],
            [.. looks.Select((l, i) => (string[])[Number.Count(i + 1), Number.Time(l.Time), l.Run, l.By])]).Write(html, "Looks at the hold-out");
    }
}

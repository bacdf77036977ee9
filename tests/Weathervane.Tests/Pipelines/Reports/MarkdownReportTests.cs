using Weathervane.Pipelines.Reports;

namespace Weathervane.Tests.Pipelines.Reports;

public sealed class MarkdownReportTests
{
    [Fact]
    public void Is_the_text_on_file() => Golden.Verify("report-small.md", Write(ReportExamples.Small));

    [Fact]
    public void A_hostile_name_stays_text_and_breaks_no_table()
    {
        var text = Write(ReportExamples.Small with { Title = "a\n# b", Models = [ReportExamples.Small.Models[0] with { Name = "<img src=x>|`*_[x](y)" }] });
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.StartsWith("# a \\# b\n", text, StringComparison.Ordinal);
        Assert.Contains("| &lt;img src=x&gt;\\|\\`\\*\\_\\[x\\](y) |", text, StringComparison.Ordinal);
    }

    private static string Write(RunReport report)
    {
        var output = new StringWriter();
        MarkdownReport.Write(report, output);
        return output.ToString();
    }
}

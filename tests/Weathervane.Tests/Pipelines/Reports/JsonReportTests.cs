using System.Text;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Tests.Pipelines.Reports;

public sealed class JsonReportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_report_read_back_gives_the_same_page_and_the_same_data(bool indented)
    {
        foreach (var report in new[] { ReportExamples.Small, ReportExamples.Full, ReportExamples.Hostile })
        {
            var json = JsonReport.Write(report, indented);
            var read = JsonReport.Read(Encoding.UTF8.GetBytes(json), "r.json");
            Assert.Equal(json, JsonReport.Write(read, indented));
            Assert.Equal(Page(report), Page(read));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1, 2")]
    [InlineData("{\"title\": 5}")]
    public void What_is_no_report_is_refused_in_one_line(string json)
    {
        var wrong = Assert.Throws<InputException>(() => JsonReport.Read(Encoding.UTF8.GetBytes(json), "r.json"));
        Assert.StartsWith("r.json: is not a report's data: ", wrong.Message, StringComparison.Ordinal);
    }

    private static string Page(RunReport report)
    {
        var text = new StringWriter();
        HtmlReport.Write(report, text);
        return text.ToString();
    }
}

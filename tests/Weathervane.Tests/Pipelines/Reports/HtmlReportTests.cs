using System.Globalization;
using System.Text.RegularExpressions;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Tests.Pipelines.Reports;

public sealed partial class HtmlReportTests
{
    [Fact]
    public void Is_the_page_on_file() => Golden.Verify("report-small.html", WithoutStyle(Write(ReportExamples.Small)));

    [Fact]
    public void Meanings_that_are_sentences_go_on_in_one()
    {
        var page = Write(ReportExamples.Small with { Metrics = [.. ReportExamples.Small.Metrics.Select(m => m with { Meaning = "Mean surprise in nats." })] });
        Assert.Contains("<dd>Mean surprise in nats; lower is better</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_of_bars_stand_below_a_sentence_that_counts_all_of_them()
    {
        var (page, regimes) = (Write(ReportExamples.Full), ReportExamples.Full.Money!.Regimes);
        var worse = regimes.Count(r => r.Outcome == ReportOutcome.Worse);
        Assert.True(worse > 0);
        var sentence = $"Of {regimes.Count} kinds of bars about 2 look unusual by chance alone, so each verdict, beside staying out, is by its p-value as one of all {regimes.Count} (Holm's): 0 BEATS, {worse} WORSE, {regimes.Count - worse} NOT PROVEN.";
        Assert.Equal(sentence, ReportMoney.OfKinds(regimes));
        Assert.InRange(page.IndexOf(sentence.Replace("'", "&#39;", StringComparison.Ordinal), StringComparison.Ordinal), 1, page.IndexOf("id=\"regimes-volatility\"", StringComparison.Ordinal));
        Assert.Equal("Of 1 kind of bars about 1 looks unusual by chance alone.", ReportMoney.OfKinds([new("hour", "01:00", 5, 1, 0, 2, 1)]));
        Assert.Null(ReportMoney.OfKinds([]));
    }

    [Fact]
    public void Gives_the_same_bytes_in_any_culture()
    {
        var before = Write(ReportExamples.Full);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // With invariant globalization a culture must be made by hand: decimal commas and another minus.
            var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            foreign.NumberFormat.NumberDecimalSeparator = ",";
            foreign.NumberFormat.NegativeSign = "neg";
            foreign.DateTimeFormat.DateSeparator = "|";
            CultureInfo.CurrentCulture = foreign;
            Assert.Equal(before, Write(ReportExamples.Full));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Shows_a_hostile_name_as_text_wherever_it_stands()
    {
        var page = Write(ReportExamples.Hostile);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Escapes_every_text_of_the_report()
    {
        const string evil = "</style></title></pre>\"'><script>x</script>&\u202E\0";
        var fact = new ReportFact(evil, evil, true);
        var page = Write(ReportExamples.Small with
        {
            Title = evil,
            RunId = evil,
            Subject = evil,
            Verdict = ReportExamples.Small.Verdict with { Sentence = evil, Model = evil, Baseline = evil, Metric = evil, NextCommand = evil, Cautions = [evil] },
            Metrics = [new(evil, true, true, evil), new(evil, true)],
            Models = [.. ReportExamples.Small.Models.Select(m => m with { Name = evil, FoldScores = [1, 2], Importances = [new(evil, 1)], Roc = [new(0, 0), new(1, 1)] })],
            Layout = [new(evil, ReportSpanKind.Test, ReportExamples.Small.Started, ReportExamples.Small.Started.AddDays(1), 1)],
            Labels = [new(evil, 1, 1)],
            Bars = [fact],
            Studies = [new(evil, evil, true, [new(0, 1, 1, [fact])])],
            Looks = [new(ReportExamples.Small.Started, evil, evil)],
            Reproduction = new(evil, evil, [fact]),
        });

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "</style>"));
        Assert.Single(Regex.Matches(page, "</title>\n<link"));
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\0', page);
        Assert.DoesNotContain("\"'>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_for_nothing_from_outside()
    {
        // The only addresses are names of the SVG language, which no browser fetches.
        var page = Write(ReportExamples.Full).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)https?:|//[a-z]|<script|<iframe|<object|@import|url\\(", page);
        Assert.DoesNotMatch(" on[a-z]+=", page);
        Assert.DoesNotMatch(" style=", page);
    }

    [Fact]
    public void Every_link_of_the_page_has_its_target_and_every_id_is_used_once()
    {
        var page = Write(ReportExamples.Full);
        var ids = Id().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Link().Matches(page).Select(m => m.Groups[1].Value), target => Assert.Contains(target, ids));
    }

    [Fact]
    public void Every_chart_says_what_it_shows_and_has_its_numbers()
    {
        var figures = Figure().Matches(Write(ReportExamples.Full)).Select(m => m.Value).ToList();
        Assert.True(figures.Count >= 15, $"only {figures.Count} charts");
        Assert.All(figures, figure =>
        {
            Assert.Matches("<title id=\"[^\"]+\">[^<]+</title><desc id=\"[^\"]+\">[^<]+</desc>", figure);
            Assert.Matches("<details>[\\s\\S]*<td>[\\s\\S]*</details>", figure);
        });
    }

    [Fact]
    public void Stays_small_with_fifteen_thousand_forecasts_of_four_models() =>
        Assert.InRange(Write(ReportExamples.Full).Length, 50_000, 200_000);

    [Fact]
    public void Leaves_out_what_the_run_does_not_have()
    {
        var page = Write(new RunReport
        {
            Title = "bare",
            RunId = "1",
            Started = ReportExamples.Small.Started,
            Verdict = new() { Sentence = "Nothing was scored.", Model = "a", Baseline = "b", Metric = "c", Gain = new(double.NaN, double.NaN, double.NaN, double.NaN, ReportOutcome.NotTested) },
        });
        Assert.Equal(["verdict"], Section().Matches(page).Select(m => m.Groups[1].Value));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_no_number_that_is_not_one() => Assert.DoesNotMatch("NaN|Infinity|∞|E[+-][0-9]", Body(Write(ReportExamples.Full)));

    internal static string Write(RunReport report)
    {
        var output = new StringWriter();
        HtmlReport.Write(report, output);
        return output.ToString();
    }

    private static string WithoutStyle(string page) => Hash().Replace(Style().Replace(page, "<style>…</style>"), "sha256-…'");

    private static string Body(string page) => page[page.IndexOf("<body>", StringComparison.Ordinal)..];

    [GeneratedRegex("<style>[\\s\\S]*?</style>")]
    private static partial Regex Style();

    [GeneratedRegex("sha256-[^']+'")]
    private static partial Regex Hash();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex(" href=\"#([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<figure[\\s\\S]*?</figure>")]
    private static partial Regex Figure();

    [GeneratedRegex("<section id=\"([^\"]+)\"")]
    private static partial Regex Section();
}

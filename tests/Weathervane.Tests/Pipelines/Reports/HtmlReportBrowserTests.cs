using Microsoft.Playwright;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Tests.Pipelines.Reports;

/// <summary>The report as people meet it: in a browser, on a phone, in the dark, by keyboard, on paper.</summary>
public sealed class HtmlReportBrowserTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Opens_without_asking_the_network_and_without_complaint()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full));
        Assert.Empty(open.ForeignRequests);
        Assert.Empty(open.Complaints);

        // Grid is set by the style sheet: its hash in the page's policy was accepted.
        Assert.Equal("grid", await open.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.page')).display"));
    }

    [Fact]
    public async Task Shows_a_hostile_model_name_as_text_and_runs_nothing()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Hostile));
        Assert.Empty(open.ForeignRequests);
        Assert.Empty(open.Complaints);
        Assert.Equal(0, await open.Page.Locator("img, script, iframe").CountAsync());
        Assert.Contains(ReportExamples.HostileName, await open.Page.Locator("tr.chosen th").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task All_text_stands_out_from_its_background(ColorScheme colours)
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full), colours: colours);

        // WCAG 2.2 AA, 1.4.3: 4.5 to 1; the page has no text large enough for less to do.
        var weak = await open.Page.EvaluateAsync<string[]>(WeakText, 4.5);
        Assert.Empty(weak);
    }

    [Fact]
    public async Task Is_dark_where_the_reader_wants_it_dark_but_never_on_paper()
    {
        const string brightness = "getComputedStyle(document.body).color.match(/[0-9]+/g).slice(0, 3).reduce((a, b) => a + +b, 0)";
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Small), colours: ColorScheme.Dark);
        Assert.InRange(await open.Page.EvaluateAsync<int>(brightness), 600, 765);
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.InRange(await open.Page.EvaluateAsync<int>(brightness), 0, 150);
    }

    [Fact]
    public async Task Fits_the_width_of_any_screen()
    {
        foreach (var report in (RunReport[])[ReportExamples.Full, ReportExamples.Hostile, ReportExamples.Full with { Title = new string('w', 300), RunId = new string('8', 300) }])
        {
            await using var open = await browser.OpenAsync(HtmlReportTests.Write(report));
            foreach (var width in (int[])[1280, 768, 360])
            {
                await open.Page.SetViewportSizeAsync(width, 900);
                Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
            }
        }
    }

    [Fact]
    public async Task No_text_of_a_chart_leaves_it()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Hostile));
        Assert.Empty(await open.Page.EvaluateAsync<string[]>(TextOutsideOfItsFigure));
        await open.Page.SetViewportSizeAsync(360, 900);
        Assert.Empty(await open.Page.EvaluateAsync<string[]>(TextOutsideOfItsFigure));
    }

    [Fact]
    public async Task Labels_of_an_axis_do_not_run_into_each_other()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full));
        Assert.Empty(await open.Page.EvaluateAsync<string[]>(OverlappingText));
    }

    [Fact]
    public async Task Can_be_read_with_the_keyboard_alone()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full));
        await open.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the verdict", await open.Page.EvaluateAsync<string>("document.activeElement.textContent"));

        // Everything that scrolls sideways, and every summary, can be reached; Enter opens the numbers behind a chart.
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("[...document.querySelectorAll('.scroll, pre')].filter(e => e.scrollWidth > e.clientWidth && e.tabIndex < 0).length"));
        await open.Page.Locator("#roc summary").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.True(await open.Page.Locator("#roc table").IsVisibleAsync());
    }

    [Fact]
    public async Task Reads_as_an_outline_with_named_pictures()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full));
        var levels = await open.Page.EvaluateAsync<int[]>("[...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1])");
        Assert.Equal(1, levels[0]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1 && pair.Second > 1));

        var pictures = await open.Page.GetByRole(AriaRole.Img).CountAsync();
        Assert.Equal(await open.Page.Locator("figure").CountAsync(), pictures);
        Assert.Equal(1, await open.Page.GetByRole(AriaRole.Img, new() { Name = "ROC", Exact = false }).CountAsync());
    }

    [Fact]
    public async Task Prints_on_a_few_pages()
    {
        await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full), colours: ColorScheme.Dark);
        var pdf = await open.Page.PdfAsync(new() { Format = "A4", PrintBackground = false });
        var pages = System.Text.RegularExpressions.Regex.Count(System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b");
        Assert.InRange(pages, 3, 12);
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await open.Page.Locator("nav").IsVisibleAsync());
    }

    [Fact]
    public async Task The_picture_in_the_docs_shows_the_page_and_is_small()
    {
        var path = Path.Combine(Repository.Root, "docs/images/report.png");
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
        {
            await using var open = await browser.OpenAsync(HtmlReportTests.Write(ReportExamples.Full));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await open.Page.ScreenshotAsync(new() { Path = path, FullPage = true, Clip = new() { X = 0, Y = 0, Width = 1280, Height = 2000 } });
        }

        var png = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.InRange(png.Length, 20_000, 300_000);
    }

    /// <summary>Texts whose colour is too near to that of the first opaque thing behind them, or of the cell that they stand on.</summary>
    private const string WeakText = """
        least => {
          const canvas = document.createElement('canvas').getContext('2d');
          const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
          const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
          const luminance = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
          const behind = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
          const weak = [];
          document.querySelectorAll('details').forEach(d => d.open = true);
          for (const e of document.querySelectorAll('body *')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('title, desc')) continue;
            let back = behind(e);
            const isPicture = e.closest('svg');
            if (isPicture) {
              const box = e.getBoundingClientRect();
              for (const cell of isPicture.querySelectorAll('.cell')) {
                const c = cell.getBoundingClientRect();
                if (box.x >= c.x && box.right <= c.right && box.y >= c.y && box.bottom <= c.bottom) { const s = getComputedStyle(cell); back = over([...rgba(s.fill).slice(0, 3), +s.fillOpacity], back); }
              }
            }
            const style = getComputedStyle(e), ratio = contrast(rgba(isPicture ? style.fill : style.color), back);
            if (ratio < least) weak.push(`${e.tagName} ${e.className.baseVal ?? e.className} "${e.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
          }
          return weak;
        }
        """;

    private const string TextOutsideOfItsFigure = """
        () => [...document.querySelectorAll('figure')].flatMap(figure => {
          const f = figure.getBoundingClientRect();
          return [...figure.querySelectorAll(':scope > svg text')].filter(t => { const b = t.getBoundingClientRect(); return b.left < f.left || b.right > f.right || b.bottom > f.bottom; }).map(t => `${figure.id}: ${t.textContent}`);
        })
        """;

    private const string OverlappingText = """
        () => [...document.querySelectorAll('figure > svg')].flatMap(svg => {
          const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
          return texts.flatMap(([a, p], i) => texts.slice(i + 1).filter(([, q]) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3).map(([b]) => `${svg.parentElement.id}: ${a} | ${b}`));
        })
        """;
}

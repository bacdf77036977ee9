using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Weathervane.Web.Tests;

/// <summary>Every chart of every page: the table behind it, and both to take away.</summary>
public sealed partial class ChartTests(Dashboard dashboard)
{
    public static TheoryData<string, int> Charts => new()
    {
        { "/", 2 },
        { "/models?name=sp500&view=compare&left=1&right=2", 3 },
        { "/runs?view=parallel&axis=params.max_depth&axis=params.eta", 1 },
        { "/runs?view=scatter", 1 },
        { "/runs?view=groups", 1 },
        { $"/runs?view=curves&mark={0:x32}&mark={1:x32}", 1 },
        { $"/runs?run={7:x32}", 1 },
        { "/studies?id=1", 9 },
        { "/experiments?id=1", 2 },
        { $"/drift?series={SeededWorkspace.Daily}", 3 },
        { "/data", 1 },
    };

    [Theory]
    [MemberData(nameof(Charts))]
    public async Task A_chart_can_be_taken_away_as_a_picture_of_its_size_and_as_the_table_behind_it(string path, int atLeast)
    {
        await using var visit = await dashboard.Open(path);
        await visit.Settle();
        var charts = visit.Page.Locator("figure.chart:has(button)");
        await charts.Nth(atLeast - 1).Locator("canvas").First.WaitForAsync();
        for (var i = 0; i < await charts.CountAsync(); i++)
        {
            var chart = charts.Nth(i);
            var title = await chart.Locator("h3").InnerTextAsync();
            var body = (await chart.Locator(".chart-body").BoundingBoxAsync())!;
            var (width, height, colours) = await Picture(visit, chart, title);
            // Twelve points round the title, and the keys in place of the legend, make it higher; what else belongs to it has the page's size.
            Assert.True(Math.Abs(width - body.Width) <= 1, $"{title}: {width} px wide, {body.Width} on the page");
            Assert.InRange(height, await chart.Locator("canvas").First.EvaluateAsync<double>("c => c.getBoundingClientRect().height"), body.Height + 100);
            Assert.True(colours >= 3, $"{title}: {colours} colours");
            await TableIsTheFile(visit, chart, title);
        }

        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_picture_asked_for_before_the_chart_is_drawn_is_taken_once_it_is()
    {
        await using var visit = await dashboard.Open("/models");
        await visit.Settle();
        var (asked, let) = (new TaskCompletionSource(), new TaskCompletionSource());
        await visit.Page.RouteAsync("**/lightweight-charts*", async route =>
        {
            asked.TrySetResult();
            await let.Task;
            await route.ContinueAsync();
        });
        await visit.Link("Now").ClickAsync();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        var chart = visit.Page.Locator("figure.chart", new() { HasText = "Bars and forecasts" });
        var title = await chart.Locator("h3").InnerTextAsync();
        Assert.Equal(0, await chart.Locator("canvas").CountAsync());
        var download = visit.Page.WaitForDownloadAsync();
        await visit.Button($"Download as PNG: {title}").ClickAsync();
        let.SetResult();
        Assert.True(await Colours(visit, await File.ReadAllBytesAsync(await (await download).PathAsync(), TestContext.Current.CancellationToken)) >= 5);
    }

    private static async Task<(int Width, int Height, int Colours)> Picture(Visit visit, ILocator chart, string title)
    {
        var content = await Taken(visit, chart, "PNG", title);
        Assert.Equal([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'], content[..8]);
        return (BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(20)), await Colours(visit, content));
    }

    // Below the title and the keys.
    private static Task<int> Colours(Visit visit, byte[] content) => visit.Page.EvaluateAsync<int>(
            """
            async content => {
              const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(content), c => c.charCodeAt(0))], { type: 'image/png' }));
              const canvas = document.createElement('canvas');
              [canvas.width, canvas.height] = [picture.width, picture.height];
              const pen = canvas.getContext('2d');
              pen.drawImage(picture, 0, 40, picture.width, picture.height - 40, 0, 40, picture.width, picture.height - 40);
              const points = new Uint32Array(pen.getImageData(0, 0, picture.width, picture.height).data.buffer);
              return new Set(points).size;
            }
            """,
            Convert.ToBase64String(content));

    private static async Task TableIsTheFile(Visit visit, ILocator chart, string title)
    {
        var lines = Encoding.UTF8.GetString(await Taken(visit, chart, "CSV", title)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        await chart.GetByRole(AriaRole.Button, new() { Name = $"Show the figures: {title}", Exact = true }).ClickAsync();
        Assert.Equal(Cell().Count(lines[0]), await chart.Locator(".figures th").CountAsync());
        // The page shows the first 500.
        Assert.Equal(Math.Min(500, lines.Length - 1), await chart.Locator(".figures tbody tr").CountAsync());
        await chart.GetByRole(AriaRole.Button, new() { Name = $"Show the figures: {title}", Exact = true }).ClickAsync();
    }

    [GeneratedRegex("\"[^\"]*\"|[^,]+")]
    private static partial Regex Cell();

    private static async Task<byte[]> Taken(Visit visit, ILocator chart, string kind, string title)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            chart.GetByRole(AriaRole.Button, new() { Name = $"Download as {kind}: {title}", Exact = true }).ClickAsync());
        Assert.EndsWith(kind.ToLowerInvariant(), download.SuggestedFilename, StringComparison.Ordinal);
        return await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}

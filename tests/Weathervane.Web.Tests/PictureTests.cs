using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Weathervane.Tests;

namespace Weathervane.Web.Tests;

/// <summary>The pictures of the guide: <c>VANE_WRITE_DOCS=true</c> takes them anew.</summary>
public sealed partial class PictureTests(Dashboard dashboard)
{
    private const int MostBytes = 170_000;
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    private static readonly (string Name, string Path, Action<BrowserNewContextOptions>? Change)[] Pictures =
    [
        ("dashboard-now", "/", o => o.ViewportSize = new() { Width = 1280, Height = 1060 }),
        ("dashboard-models", "/models?name=btc", null),
        ("dashboard-compare", "/models?name=sp500&view=compare&left=1&right=2", o => o.ViewportSize = new() { Width = 1280, Height = 1000 }),
        ("dashboard-runs", "/runs?sort=metrics.log_loss+ASC&filter=tags.stage+%3D+'live'&column=name&column=status&column=start&column=metrics.log_loss&column=metrics.accuracy&column=params.max_depth&column=params.eta", null),
        ("dashboard-parallel", "/runs?view=parallel&axis=params.max_depth&axis=params.eta&filter=run_name+LIKE+'sweep-0001%25'", null),
        ("dashboard-study", "/studies?id=1", null),
        ("dashboard-study-dark", "/studies?id=1", o => o.ColorScheme = ColorScheme.Dark),
        ("dashboard-experiment", "/experiments?id=1", null),
        ("dashboard-data", "/data", null),
        ("dashboard-drift", "/drift", null),
        ("dashboard-drift-forecasts", $"/drift?series={SeededWorkspace.Daily}&kind=forecast", null),
        ("dashboard-phone", "/models?name=btc&view=compare&left=1&right=2", o => (o.ViewportSize, o.Locale) = (new() { Width = 390, Height = 780 }, "fr-FR")),
    ];

    [Fact]
    public async Task Every_picture_of_the_guide_is_there_and_small()
    {
        if (Environment.GetEnvironmentVariable("VANE_WRITE_DOCS") == "true")
        {
            foreach (var (name, path, change) in Pictures)
            {
                await Take(name, path, change);
            }
        }

        var shown = Image().Matches(await File.ReadAllTextAsync(Path.Combine(Docs, "dashboard.md"), TestContext.Current.CancellationToken)).Select(m => m.Groups[1].Value).ToList();
        Assert.True(shown.Count >= 5, $"the guide shows {shown.Count} pictures");
        Assert.All(shown, file => Assert.InRange(new FileInfo(Path.Combine(Docs, file)).Length, 1, MostBytes));
    }

    private async Task Take(string name, string path, Action<BrowserNewContextOptions>? change)
    {
        await using var visit = await dashboard.Open(path, change);
        await visit.Settle();
        await visit.Page.Locator(".live.on").WaitForAsync();
        await visit.Page.WaitForTimeoutAsync(1000);
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Docs, "images", name + ".png") });
    }

    [GeneratedRegex(@"!\[[^\]]*\]\((images/[^)]+)\)")]
    private static partial Regex Image();
}

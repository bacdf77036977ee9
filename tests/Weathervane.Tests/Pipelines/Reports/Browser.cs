using Microsoft.Playwright;

namespace Weathervane.Tests.Pipelines.Reports;

/// <summary>A real Chromium for one test class. Where it is missing the tests are skipped, or fail if CI=true.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    // On a busy machine a start takes long; a limit is only there to end a hang.
    private const float PatienceMs = 180_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Timeout = PatienceMs,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Opens a page from a file and keeps all that it asked for or complained about.</summary>
    internal async Task<OpenPage> OpenAsync(string html, int width = 1280, ColorScheme colours = ColorScheme.Light)
    {
        if (_browser is null)
        {
            Repository.Missing($"needs {Chromium}: apt-get install chromium");
        }

        var path = Path.GetTempFileName() + ".html";
        await File.WriteAllTextAsync(path, html, TestContext.Current.CancellationToken);
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = colours });
        var opened = new OpenPage(page, path);
        page.SetDefaultTimeout(PatienceMs);
        await page.GotoAsync("file://" + path);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        _playwright?.Dispose();
    }
}

/// <summary>A page that is open, and what it did besides showing itself.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly string _path;

    internal OpenPage(IPage page, string path)
    {
        (Page, _path) = (page, path);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add(dialog.Message);
    }

    internal IPage Page { get; }

    /// <summary>Every address asked for, but for the page's own and for data inside it.</summary>
    internal IEnumerable<string> ForeignRequests => Requests.Where(r => r != "file://" + _path && !r.StartsWith("data:", StringComparison.Ordinal));

    internal List<string> Complaints { get; } = [];

    private List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        File.Delete(_path);
        File.Delete(_path[..^".html".Length]);
    }
}

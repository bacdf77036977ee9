using Microsoft.Playwright;
using Weathervane.Server;
using Weathervane.Store;
using Weathervane.Tests;
using Weathervane.Web.Tests;

[assembly: AssemblyFixture(typeof(Dashboard))]

namespace Weathervane.Web.Tests;

/// <summary>A real server over a filled workspace, and a real Chromium. Where either cannot be had the tests are skipped, or fail if CI=true.</summary>
public sealed class Dashboard : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    // On a busy machine things take long; a limit is only there to end a hang.
    internal const float PatienceMs = 30_000;
    internal const int Runs = 3_000;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private VaneServer? _server;

    internal Workspace Workspace { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        var starting = _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Timeout = PatienceMs,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await SeededWorkspace.Train(_folder);
        Workspace = Workspace.Open(_folder, TimeProvider.System);
        SeededWorkspace.Fill(Workspace, Runs);
        _server = await VaneServer.StartAsync(Workspace, new ServerOptions { Port = 0 }, TimeProvider.System);
        _browser = await starting;
    }

    /// <summary>Opens a page of the dashboard as a new visitor, and keeps all that went wrong.</summary>
    internal Task<Visit> Open(string path, Action<BrowserNewContextOptions>? change = null) => Open(Server.Url, path, change);

    /// <summary>The same at another server.</summary>
    internal async Task<Visit> Open(string url, string path, Action<BrowserNewContextOptions>? change = null)
    {
        var options = new BrowserNewContextOptions { BaseURL = url, ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-GB", ColorScheme = ColorScheme.Light, AcceptDownloads = true };
        change?.Invoke(options);
        var context = await Browser.NewContextAsync(options);
        context.SetDefaultTimeout(PatienceMs);
        var visit = new Visit(context, await context.NewPageAsync(), url);
        await visit.Page.GotoAsync(path);
        return visit;
    }

    private VaneServer Server => _server ?? Missing<VaneServer>();

    private IBrowser Browser => _browser ?? Missing<IBrowser>();

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        _playwright?.Dispose();
        await (_server?.DisposeAsync() ?? default);
        if (_server is not null)
        {
            Workspace.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static T Missing<T>()
    {
        Repository.Missing($"needs {Chromium}: apt-get install chromium");
        throw new InvalidOperationException();
    }
}

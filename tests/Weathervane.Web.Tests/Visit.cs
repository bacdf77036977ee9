using Microsoft.Playwright;

namespace Weathervane.Web.Tests;

/// <summary>One visitor with one page: what it asked for, and what the browser complained about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _origin;

    internal Visit(IBrowserContext context, IPage page, string origin)
    {
        (_context, Page, _origin) = (context, page, origin);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add("dialog: " + dialog.Message);
        page.Console += (_, message) =>
        {
            // A refusal that the page shows to its reader is also told to the console.
            if (message.Type is "error" or "warning" && !message.Text.Contains("the server responded with a status of 4", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
    }

    internal IPage Page { get; }

    internal List<string> Requests { get; } = [];

    internal List<string> Complaints { get; } = [];

    /// <summary>Requests that left the server's own address.</summary>
    internal IEnumerable<string> Foreign => Requests.Where(r => !r.StartsWith(_origin, StringComparison.Ordinal) && !r.StartsWith("blob:", StringComparison.Ordinal) && !r.StartsWith("data:", StringComparison.Ordinal));

    internal ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    internal ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    internal ILocator Tab(string name) => Page.GetByRole(AriaRole.Tab, new() { Name = name });

    /// <summary>What the keyboard stands on, as screen readers call it.</summary>
    internal Task<string> Focused() => Page.EvaluateAsync<string>("() => { const e = document.activeElement; return e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).innerText.trim(); }");

    /// <summary>Goes by Tab alone to what has this name.</summary>
    internal async Task TabTo(string name, int most = 20)
    {
        for (var i = 0; i < most; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Focused() == name)
            {
                return;
            }
        }

        Assert.Fail($"Tab did not reach '{name}'; it is at '{await Focused()}'.");
    }

    /// <summary>Waits until a text is to be seen.</summary>
    internal Task See(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until the page no longer loads anything that it says it loads.</summary>
    internal async Task Settle()
    {
        await Page.Locator("#app h1").First.WaitForAsync();
        await Page.WaitForFunctionAsync("() => !document.querySelector('.loading')");
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}

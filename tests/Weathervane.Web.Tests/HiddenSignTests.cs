using Weathervane.Server;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Web.Tests;

/// <summary>What clients called things before such names were refused is shown as it is: nobody takes one run for another.</summary>
public sealed class HiddenSignTests(Dashboard dashboard)
{
    private const string Turned = "safe\u202Eevil", Wide = "wi\u200Bde";

    [Fact]
    public async Task Hidden_characters_stand_in_a_box_wherever_a_name_or_a_tag_is_shown()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-hidden-" + Guid.NewGuid().ToString("N"));
        using var workspace = Workspace.Open(folder, TimeProvider.System);
        var run = workspace.Runs.Create(new NewRun { Name = Turned, User = "a\u2066b", Tags = new Dictionary<string, string> { [Wide] = "va\u200Dlue" } });
        workspace.Runs.LogMetric(run.Id, Wide, 1);
        workspace.RegisteredModels.Create("m\u00ADn");
        await using (var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken))
        {
            foreach (var (path, texts) in new[] { ("/runs?run=" + run.Id, new[] { "safeU+202Eevil", "aU+2066b", "wiU+200Bde", "vaU+200Dlue" }), ("/runs", ["safeU+202Eevil"]), ("/models", ["mU+00ADn"]) })
            {
                await using var visit = await dashboard.Open(server.Url, path);
                foreach (var text in texts)
                {
                    await visit.Page.GetByText(text).First.WaitForAsync();
                }

                Assert.NotEqual(0, await visit.Page.Locator(".hidden-sign").CountAsync());
                // In options, titles and labels, too; what is sent to the server stays as it is.
                Assert.DoesNotContain(
                    await visit.Page.EvaluateAsync<string>("() => document.title + document.body.innerText + [...document.querySelectorAll('[title], [aria-label]')].map((e) => (e.title ?? '') + e.ariaLabel).join(' ')"),
                    c => c is '\u202E' or '\u200B' or '\u2066' or '\u200D' or '\u00AD');
                Assert.Empty(visit.Complaints);
            }
        }

        workspace.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

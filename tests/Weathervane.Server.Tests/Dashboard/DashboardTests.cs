using System.IO.Compression;
using System.Net;
using System.Text;
using Weathervane.Server.Dashboard;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.Dashboard;

/// <summary>How the dashboard's files are served; what they show is looked at by the tests with a browser.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task Every_page_is_answered_without_a_key_and_lets_nothing_in_from_elsewhere()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Keys.Create("ada", Store.Access.Role.Admin));
        foreach (var path in DashboardPages.Paths)
        {
            using var answer = await server.Client.GetAsync(path + "?name=x", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        }
    }

    [Theory]
    [InlineData("GET", "/nowhere", "text/html,*/*", true)]
    [InlineData("GET", "/models/btc", "text/html", true)]
    [InlineData("GET", "/nowhere", "*/*", false)]
    [InlineData("POST", "/nowhere", "text/html", false)]
    [InlineData("GET", "/api/v1/nowhere", "text/html", false)]
    [InlineData("GET", "/ajax-api/nowhere", "text/html", false)]
    [InlineData("GET", "/assets/gone.js", "text/html", false)]
    public async Task An_address_that_nothing_has_is_answered_with_the_page_where_someone_opens_it(string method, string path, string accepted, bool isPage)
    {
        // Not even a key is needed to be told so.
        await using var server = await RunningServer.StartAsync(prepare: isPage ? w => w.Keys.Create("ada", Store.Access.Role.Admin) : null);
        var page = (await server.Client.Send("GET", "/")).Body;
        var (status, body) = await server.Client.Send(method, path, headers: [("Accept", accepted)]);
        Assert.Equal((404, isPage), (status, body == page));
    }

    [Fact]
    public async Task A_link_from_another_site_opens_a_page_but_reads_no_data()
    {
        await using var server = await RunningServer.StartAsync();
        (string, string)[] link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        Assert.Equal(200, (await server.Client.Send("GET", "/runs?filter=x", headers: link)).Status);
        Assert.Equal(403, (await server.Client.Send("GET", "/api/v1/runs", headers: link)).Status);
        Assert.Equal(403, (await server.Client.Send("GET", "/", headers: [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")])).Status);
    }

    [Fact]
    public async Task Without_the_files_the_page_says_how_to_get_them()
    {
        // Built here without npm: the same page that people see then.
        if (DashboardFiles.Page is not null)
        {
            Assert.Skip("the dashboard is built in; the page that says so is shown where it is not");
        }

        await using var server = await RunningServer.StartAsync();
        Assert.Contains("npm", (await server.Client.Send("GET", "/")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_named_by_their_content_kept_for_good_and_sent_compressed()
    {
        Built();
        await using var server = await RunningServer.StartAsync();
        foreach (var (path, file) in DashboardFiles.All.Where(f => f.Key.StartsWith("assets/", StringComparison.Ordinal)))
        {
            using var plain = await server.Client.GetAsync("/" + path, TestContext.Current.CancellationToken);
            Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", plain.Headers.GetValues("Cache-Control")));
            var expected = await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(file.Plain, expected);
            foreach (var (encoding, open) in new (string, Func<Stream, Stream>)[] { ("br", s => new BrotliStream(s, CompressionMode.Decompress)), ("gzip", s => new GZipStream(s, CompressionMode.Decompress)) })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/" + path);
                request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
                using var small = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal([encoding], small.Content.Headers.ContentEncoding);
                await using var content = open(await small.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, TestContext.Current.CancellationToken);
                Assert.Equal(expected, bytes.ToArray());
            }

            using var again = new HttpRequestMessage(HttpMethod.Get, "/" + path);
            again.Headers.TryAddWithoutValidation("If-None-Match", file.Tag);
            using var unchanged = await server.Client.SendAsync(again, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
    }

    [Fact]
    public void Scripts_are_at_most_250_kB_compressed_and_hold_no_address_of_another_machine()
    {
        Built();
        var scripts = DashboardFiles.All.Where(f => f.Key.EndsWith(".js", StringComparison.Ordinal)).ToList();
        Assert.InRange(scripts.Sum(s => s.Value.Gzip!.Length), 1, 250_000);
        var page = Encoding.UTF8.GetString(DashboardFiles.Page!.Plain);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_shown_without_scripts_and_without_an_origin_whoever_wrote_it()
    {
        const string hostile = "<!DOCTYPE html><style>p{color:red}</style><p>x</p><script>top.location='/'</script>";
        var id = "";
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            var run = w.Runs.Create(new Store.Runs.NewRun { Name = "x", User = "ada" });
            w.Artifacts.Put(run, "report.html", Encoding.UTF8.GetBytes(hostile));
            id = run.Id;
        });
        using var answer = await server.Client.GetAsync($"/api/v1/runs/{id}/report", TestContext.Current.CancellationToken);
        Assert.Equal(hostile, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        // printf 'p{color:red}' | openssl dgst -sha256 -binary | base64
        Assert.Equal("sandbox; default-src 'none'; style-src 'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='; img-src data:; frame-ancestors 'self'", policy);
        Assert.Equal("SAMEORIGIN", answer.Headers.GetValues("X-Frame-Options").Single());
    }

    private static void Built()
    {
        if (DashboardFiles.Page is null)
        {
            Repository.Missing("needs the dashboard's files, which are built where npm is there");
        }
    }
}

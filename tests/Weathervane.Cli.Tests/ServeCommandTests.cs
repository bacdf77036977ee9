using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Weathervane.Bars;
using Weathervane.Feeds.Tests.Replay;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The server as a user starts and stops it, and its keys.</summary>
public sealed partial class ServeCommandTests
{
    [Fact]
    public async Task Serves_what_the_commands_show_until_it_is_stopped()
    {
        using var workshop = new Workshop();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (serving, url) = await Start(workshop, stop.Token);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        using var created = await client.PostAsJsonAsync(
            "/api/2.0/mlflow/runs/create", new { experiment_id = "0", run_name = "from-elsewhere", user_id = "ada", start_time = 1 }, TestContext.Current.CancellationToken);
        Assert.True(created.IsSuccessStatusCode);
        Assert.Contains("from-elsewhere", (await workshop.RunAsync("runs", "list")).Output, StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/health", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_model_that_is_not_registered_is_told_at_the_start()
    {
        using var workshop = new Workshop();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var error = new OverheardWriter();
        var (serving, _) = await Start(["serve", "--port", "0", "--model", "none", "--workspace", workshop.Store], new OverheardWriter(), stop.Token, error);
        for (var i = 0; i < 1200 && !error.ToString().Contains("Until it is there", StringComparison.Ordinal); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Contains("vane: --model none: ", error.ToString(), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task A_port_that_is_taken_and_an_address_without_keys_are_told_with_a_remedy()
    {
        using var workshop = new Workshop();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (serving, url) = await Start(workshop, stop.Token);
        var taken = await workshop.RunAsync("serve", "--port", new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2, taken.Exit);
        Assert.Contains("in use by another program. Choose another with --port", taken.Error, StringComparison.Ordinal);
        // The file does not even exist: nothing is read and trained for a server that cannot start.
        var up = await workshop.RunAsync("up", "none.csv", "--port", new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2, up.Exit);
        Assert.Contains("in use by another program. Choose another with --port", up.Error, StringComparison.Ordinal);
        var open = await workshop.RunAsync("serve", "--host", "0.0.0.0", "--port", "0");
        Assert.Equal(2, open.Exit);
        Assert.Contains("vane keys create", open.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await workshop.RunAsync("serve", "--host", "example.org")).Exit);
        Assert.Equal(2, (await workshop.RunAsync("serve", "--port", "0", "--certificate", "none.pem")).Exit);
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task Keys_are_shown_once_listed_without_their_secret_and_revoked()
    {
        using var workshop = new Workshop();
        var made = await workshop.RunAsync("keys", "create", "--name", "ci", "--role", "write", "--expires", "90d");
        var key = made.Output.Trim();
        Assert.Matches("^vane_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$", key);
        var id = key.Split('_')[1];
        var list = await workshop.RunAsync("keys", "list");
        Assert.Contains(id, list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key[22..], list.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await workshop.RunAsync("keys", "revoke", id)).Exit);
        Assert.Contains("revoked", (await workshop.RunAsync("keys", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await workshop.RunAsync("keys", "revoke", id)).Exit);
        Assert.Equal(2, (await workshop.RunAsync("keys", "create", "--name", "x", "--role", "write", "--expires", "yesterday")).Exit);
        Assert.Equal(2, (await workshop.RunAsync("keys", "create", "--name", "x", "--role", "owner")).Exit);
    }

    [Fact]
    public async Task A_demonstration_is_full_and_gone_with_its_server()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new OverheardWriter();
        var (serving, url) = await Start(["serve", "--demo", "--port", "0"], output, stop.Token);
        var folder = Demonstration().Match(output.ToString()).Value;
        Assert.True(Directory.Exists(folder), output.ToString());
        foreach (var (line, words) in new (string[], string)[]
        {
            (["models", "list", "--server", url], "sp500"), (["models", "history", "sp500", "--server", url], "rollback"), (["models", "list", "--server", url], "shadow"),
            (["studies", "show", "lightgbm", "--server", url], "learning_rate"), (["runs", "list", "--server", url], "log_loss"),
        })
        {
            var shown = await Cli.RunAsync(line);
            Assert.True(shown.Exit == 0, shown.Error);
            Assert.Contains(words, shown.Output, StringComparison.Ordinal);
        }

        using (var http = new HttpClient())
        {
            var series = await http.GetStringAsync(new Uri(url + "/api/v1/series/sp500-1d"), stop.Token);
            Assert.Contains("2020-04-17", series, StringComparison.Ordinal);
        }

        Assert.Contains($"vane models list --server {url}", output.ToString(), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
        Assert.False(Directory.Exists(folder));
        using var workshop = new Workshop();
        Assert.Contains("--demo: makes a workspace of its own, and --workspace names another.", (await workshop.RunAsync("serve", "--demo")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_command_takes_bars_to_forecasts_and_takes_in_what_is_added_to_the_file()
    {
        using var workshop = new Workshop();
        var all = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "samples/sp500.csv"), TestContext.Current.CancellationToken);
        var file = workshop.Write("daily.csv", string.Join('\n', all.Take(1500)));
        for (var time = 0; time < 2; time++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var output = new OverheardWriter();
            var (serving, url) = await Start(["up", file, "--port", "0", "--allow-unproven", "--workspace", workshop.Store], output, stop.Token);
            await Told(output, "probability of up");
            // The second time the model of the first is there.
            Assert.Equal(time == 0, output.ToString().Contains("log_loss", StringComparison.Ordinal));
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            using var answer = await client.PostAsJsonAsync("/api/v1/predict", new { series = "daily" }, TestContext.Current.CancellationToken);
            Assert.Contains("\"direction\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            var told = output.ToString();
            await File.WriteAllLinesAsync(file, all.Take(1501 + time), TestContext.Current.CancellationToken);
            for (var i = 0; output.ToString() == told; i++)
            {
                Assert.True(i < 1200, "The new bar was not forecast.");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            await stop.CancelAsync();
            Assert.Equal(0, await serving);
        }
    }

    [Fact]
    public async Task One_command_takes_an_exchange_to_forecasts_and_a_feed()
    {
        var all = BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz"), cancel: TestContext.Current.CancellationToken).Bars;
        await using var exchange = await ReplayExchange.StartAsync("binance", ReplayMarket.EndingAt(DateTime.UtcNow.AddHours(1), all.Slice(70_000, 1500)), TimeProvider.System);
        using var workshop = new Workshop();
        var file = workshop.At("btc.csv");
        string[] line = ["up", file, "--exchange", "binance", "--symbol", "BTCUSDT", "--interval", "1h", "--endpoint", exchange.Url.ToString(), "--port", "0", "--allow-unproven", "--workspace", workshop.Store];
        for (var time = 0; time < 2; time++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var output = new OverheardWriter();
            var (serving, url) = await Start(line, output, stop.Token);
            await Told(output, "probability of up");
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            Assert.Contains("\"source\":\"binance:BTCUSDT:1h\"", await client.GetStringAsync("/api/v1/series/btc", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.InRange(BarReader.Read(file, cancel: TestContext.Current.CancellationToken).Bars.Count, 1499, 1500);
            await stop.CancelAsync();
            Assert.Equal(0, await serving);
            // The second time the exchange is away: what is there already is served.
            exchange.RefuseAll = true;
        }
    }

    [Fact]
    public async Task Up_needs_a_file_or_an_exchange_and_feeds_are_written_in_one_way()
    {
        foreach (var (line, words) in new (string[], string)[]
        {
            (["up"], "Name a file of bars, or an exchange with --exchange, --symbol and --interval."),
            (["up", "--exchange", "binance"], "--symbol: is missing. binance writes symbols like BTCUSDT."),
            (["serve", "--feed", "binance:BTCUSDT"], "feed: 'binance:BTCUSDT' is no feed. Write EXCHANGE:SYMBOL:INTERVAL[@SERIES], such as binance:BTCUSDT:1h@btc."),
            (["serve", "--feed", "binance:BTCUSDT:1h", "--feed-endpoint", "binance"], "--feed-endpoint: 'binance' is no address of an exchange. Write EXCHANGE=URL, such as binance=https://data-api.binance.vision."),
        })
        {
            using var workshop = new Workshop();
            var told = await Cli.RunAsync([.. line, "--workspace", workshop.Store]);
            Assert.Equal(2, told.Exit);
            Assert.Contains(words, told.Error, StringComparison.Ordinal);
        }
    }

    private static async Task Told(OverheardWriter output, string words)
    {
        for (var i = 0; !output.ToString().Contains(words, StringComparison.Ordinal); i++)
        {
            Assert.True(i < 1200, output.ToString());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static Task<(Task<int> Serving, string Url)> Start(Workshop workshop, CancellationToken stop) =>
        Start(["serve", "--port", "0", "--workspace", workshop.Store], new OverheardWriter(), stop);

    private static async Task<(Task<int> Serving, string Url)> Start(string[] line, OverheardWriter output, CancellationToken stop, OverheardWriter? error = null)
    {
        var serving = Program.RunAsync(line, new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = error is null ? TextWriter.Null : TextWriter.Synchronized(error),
            Environment = _ => null,
            Cancel = stop,
        });
        for (var i = 0; ; i++)
        {
            if (Address().Match(output.ToString()) is { Success: true } found && output.ToString().EndsWith('\n'))
            {
                return (serving, found.Value);
            }

            Assert.True(i < 1200 && !serving.IsCompleted, "The server did not start.");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    [GeneratedRegex(@"(?<=Serving )\S+(?=/workspace)")]
    private static partial Regex Demonstration();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}

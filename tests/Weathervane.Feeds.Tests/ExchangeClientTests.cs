using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Tests.Replay;

namespace Weathervane.Feeds.Tests;

/// <summary>How exchanges are asked: patience, pace, limits of what is believed.</summary>
public sealed class ExchangeClientTests
{
    [Fact]
    public async Task Waits_1_2_4_8_seconds_and_then_gives_up_with_what_to_do()
    {
        await using var at = await Bench.StartAsync("binance");
        var waits = new List<string>();
        for (var i = 1; i <= 5; i++)
        {
            at.Replay.At(i, Fault.Status(500));
        }

        var failure = await Assert.ThrowsAsync<IOException>(() => at.FetchAsync(options: new AskOptions { Retries = 4, Waiting = waits.Add }));
        Assert.Equal("binance is away (status 500). What came before is kept; the same command goes on from there.", failure.Message);
        Assert.Equal([1, 2, 4, 8], at.Clock.Waits.Where(w => w >= TimeSpan.FromSeconds(1)).Select(w => w.TotalSeconds));
        Assert.Equal("binance is away (status 500). Asking again in 1 s.", waits[0]);
        Assert.Equal(5, at.Replay.Requests);
    }

    [Fact]
    public async Task Waits_at_most_a_minute_at_a_time()
    {
        await using var at = await Bench.StartAsync("binance");
        for (var i = 1; i <= 9; i++)
        {
            at.Replay.At(i, Fault.Drop);
        }

        await at.FetchAsync();
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], at.Clock.Waits.Where(w => w >= TimeSpan.FromSeconds(1)).Select(w => w.TotalSeconds));
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
    }

    [Theory]
    [InlineData("binance", 429, """{"code":-1003,"msg":"Too much request weight used."}""", "30", 30)]
    [InlineData("binance", 418, """{"code":-1003,"msg":"Way too much request weight used; IP banned."}""", "300", 300)]
    [InlineData("binance", 429, "", null, 60)]
    [InlineData("coinbase", 429, """{"message":"Public rate limit exceeded"}""", null, 60)]
    [InlineData("kraken", 200, """{"error":["EGeneral:Too many requests"]}""", null, 60)]
    [InlineData("kraken", 200, """{"error":["EAPI:Rate limit exceeded"]}""", null, 60)]
    [InlineData("kraken", 200, """{"error":["EService:Unavailable"]}""", null, 1)]
    [InlineData("kraken", 520, """<html>""", null, 1)]
    [InlineData("bitstamp", 400, """{"response_code":"400.002","response_explanation":"Request rejected due to exceeded rate limit."}""", null, 60)]
    [InlineData("bitstamp", 503, "", "20", 20)]
    public async Task Comes_again_when_the_exchange_wants_it(string exchange, int status, string body, string? retryAfter, int seconds)
    {
        await using var at = await Bench.StartAsync(exchange);
        at.Replay.At(1, Fault.Status(status, body, retryAfter));
        await at.FetchAsync();
        Assert.Equal(seconds, at.Clock.Waits[0].TotalSeconds);
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
    }

    [Fact]
    public async Task Comes_again_at_the_moment_that_Kraken_names()
    {
        await using var at = await Bench.StartAsync("kraken");
        at.Replay.At(1, Fault.Status(200, FormattableString.Invariant($$"""{"error":["EService:Throttled: {{at.Clock.Now.AddSeconds(90).ToUnixTimeSeconds()}}"]}""")));
        await at.FetchAsync();
        Assert.Equal(90, at.Clock.Waits[0].TotalSeconds);
    }

    [Fact]
    public async Task Does_not_sit_out_a_ban_of_hours_but_says_until_when_it_lasts()
    {
        await using var at = await Bench.StartAsync("binance");
        at.Replay.At(1, Fault.Status(418, """{"code":-1003,"msg":"IP banned."}""", "7200"));
        var until = at.Clock.Now.AddHours(2);
        var failure = await Assert.ThrowsAsync<IOException>(() => at.FetchAsync());
        Assert.Equal(FormattableString.Invariant($"binance asks for patience (IP banned.). It wants to be left alone until {until:yyyy-MM-dd HH:mm} UTC; what came before is kept. Go on then."), failure.Message);
        Assert.Equal(1, at.Replay.Requests);
    }

    [Fact]
    public async Task Rests_to_the_end_of_the_minute_when_Binance_says_that_its_weight_is_nearly_used()
    {
        await using var at = await Bench.StartAsync("binance");
        at.Clock.Now = at.Clock.Now.AddSeconds(20);
        at.Replay.Headers["X-MBX-USED-WEIGHT-1M"] = "5400";
        await at.FetchAsync();
        Assert.Equal(40, at.Clock.Waits[0].TotalSeconds, 0.001);
        at.Taken.Clear();
        at.Clock.Waits.Clear();
        at.Replay.Headers["X-MBX-USED-WEIGHT-1M"] = "5399";
        await at.FetchAsync();
        Assert.All(at.Clock.Waits, w => Assert.True(w < TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("binance")]
    [InlineData("coinbase")]
    [InlineData("bitstamp")]
    public async Task Keeps_the_pace_between_pages(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        await at.FetchAsync();
        // All time that has passed was waited for, since this clock stands still otherwise.
        Assert.Equal(Enumerable.Repeat(ExchangeCatalog.Get(exchange).Pace, at.Replay.Requests - 1), at.Clock.Waits);
    }

    [Fact]
    public async Task Follows_no_redirect_but_tells_it()
    {
        await using var at = await Bench.StartAsync("binance");
        at.Replay.At(1, http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = "https://elsewhere.example/api/v3/klines";
            return Task.FromResult(true);
        });
        var failure = await Assert.ThrowsAsync<IOException>(() => at.FetchAsync());
        Assert.Equal("binance points elsewhere: https://elsewhere.example/api/v3/klines. If you trust that address, name it with --endpoint.", failure.Message);
    }

    [Fact]
    public async Task Says_what_to_do_where_a_country_is_not_served()
    {
        await using var at = await Bench.StartAsync("binance");
        at.Replay.At(1, Fault.Status(451, "{}"));
        var failure = await Assert.ThrowsAsync<IOException>(() => at.FetchAsync());
        Assert.Equal("binance does not serve this machine or this country (status 451). Use another exchange, or an address of it that does with --endpoint.", failure.Message);
    }

    [Fact]
    public async Task Reads_no_more_than_8_MiB_of_an_answer()
    {
        await using var at = await Bench.StartAsync("binance");
        at.Replay.At(1, Fault.Status(200, "[" + new string(' ', 9 << 20) + "]"));
        var failure = await Assert.ThrowsAsync<IOException>(() => at.FetchAsync(options: new AskOptions { Retries = 0 }));
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.Empty(at.Taken);
    }

    [Fact]
    public async Task Does_not_wait_for_ever_for_an_answer()
    {
        await using var at = await Bench.StartAsync("binance");
        at.Replay.At(1, async http =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        var failure = await Assert.ThrowsAsync<IOException>(() => at.FetchAsync(options: new AskOptions { Retries = 0, Timeout = TimeSpan.FromMilliseconds(100) }));
        Assert.Equal("binance did not answer within 0.1 s. What came before is kept; the same command goes on from there.", failure.Message);
    }

    [Fact]
    public async Task Says_which_host_cannot_be_reached()
    {
        var at = await Bench.StartAsync("binance");
        await at.DisposeAsync();
        using var client = new ExchangeClient(ExchangeCatalog.Get("binance"), at.Clock, new AskOptions { Endpoint = new Uri("http://127.0.0.1:1"), Retries = 1 });
        var request = new PageRequest("BTCUSDT", ExchangeCatalog.Get("binance").Intervals[0], at.Clock.Now, at.Clock.Now);
        var failure = await Assert.ThrowsAsync<IOException>(() => client.PageAsync(request, TestContext.Current.CancellationToken));
        Assert.StartsWith("127.0.0.1 cannot be reached (", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.org")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("file:///etc/passwd")]
    public void Asks_over_plain_http_only_on_this_machine(string address) =>
        Assert.Contains("is no address to ask at.", Assert.Throws<InputException>(() => new AskOptions { Endpoint = new Uri(address) }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://user:word@example.org")]
    [InlineData("https://example.org/?key=1")]
    public void Takes_no_secrets_in_an_address(string address)
    {
        var wrong = Assert.Throws<InputException>(() => new AskOptions { Endpoint = new Uri(address) });
        Assert.Contains("comes with more than a host and a path.", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("word", wrong.Message, StringComparison.Ordinal);
    }
}

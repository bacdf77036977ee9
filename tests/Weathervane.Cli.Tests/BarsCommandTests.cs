using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Weathervane.Cli.Tests;

/// <summary><c>vane bars</c> from outside: its files, its JSON, its exit codes.</summary>
public sealed class BarsCommandTests : IDisposable
{
    private const string Messy =
        """
        timestamp,open,high,low,close,volume,trades
        2024-01-01 00:00,1,1.5,0.5,1.25,10,3
        2024-01-01 01:00,2,2.5,1.5,2.25,0,
        2024-01-01 01:00,2,2.5,1.5,2.25,0,
        2024-01-01 05:00,3,3.5,2.5,3.25,30,4
        2024-01-01 04:00,1.1,1.3000000000000003,1.1,1.2,20,5
        timestamp,open,high,low,close,volume,trades
        2024-01-01 05:00,4,4.5,3.5,4.25,30,6
        2024-01-01 06:00,,,,,,
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vane-bars-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Check_prints_the_card_as_JSON_with_the_promised_names()
    {
        var run = await Cli.RunAsync("bars", "check", File("messy.csv", Messy), "--json");
        Assert.Equal(0, run.Exit);
        var card = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            "rows first last intervalSeconds gaps duplicates conflicts outOfOrder blankRows strayHeaders ohlcContradictions zeroVolume staleRuns jumps calendar closures ties sha256 problems",
            string.Join(' ', card.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("count missingBars largestSeconds list", string.Join(' ', card.GetProperty("gaps").EnumerateObject().Select(p => p.Name)));
        Assert.Equal(
            (4, 3600, 1, 1, 1, 1, 1, 0, 1, 0, 0),
            (Int("rows"), Int("intervalSeconds"), Int("duplicates"), Int("conflicts"), Int("outOfOrder"), Int("blankRows"), Int("strayHeaders"),
                Int("ohlcContradictions"), Int("zeroVolume"), Int("staleRuns"), Int("closures")));
        Assert.Equal(("2024-01-01T00:00:00Z", "2024-01-01T05:00:00Z"), (card.GetProperty("first").GetString(), card.GetProperty("last").GetString()));
        Assert.Equal(
            """{"count":1,"missingBars":2,"largestSeconds":10800,"list":[{"from":"2024-01-01T01:00:00Z","to":"2024-01-01T04:00:00Z","missingBars":2}]}""",
            JsonSerializer.Serialize(card.GetProperty("gaps")));
        Assert.Equal(5, card.GetProperty("problems").GetArrayLength());

        int Int(string name) => card.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_bar_of_an_absurd_price_is_told_with_its_time()
    {
        var path = File("jump.csv", string.Join('\n', ["time,open,high,low,close,volume", .. Enumerable.Range(0, 30).Select(i => i switch
        {
            7 => "2020-01-08,1e308,1e308,1e308,1e308,1",
            // Nine times up and back, and eleven times up for good: a market may do both.
            15 => "2020-01-16,12,108,12,12,1",
            _ => $"2020-01-{i + 1:00},{(i < 20 ? 12 : 132)},{(i < 20 ? 13 : 133)},{(i < 20 ? 11 : 131)},{(i < 20 ? 12 + (i % 2) : 132)},1",
        })]));
        var check = await Cli.RunAsync("bars", "check", path);
        Assert.Contains("problem: 1 bar goes at least 10 times above or below the closes beside it and back, that of 2020-01-08 00:00 UTC; it was kept: look at it.", check.Output, StringComparison.Ordinal);
        Assert.Equal(1, check.Output.Split("problem: ").Length - 1);
    }

    [Fact]
    public async Task Check_prints_a_table_with_clock_stamp_holes_and_problems()
    {
        var run = await Cli.RunAsync("bars", "check", File("messy.csv", Messy), "--clock", "Europe/London-05:00");
        Assert.Equal(0, run.Exit);
        foreach (var line in (string[])["Europe/London-05:00", "open (guessed)", "hole: 2024-01-01 06:00:00 to 2024-01-01 09:00:00, 2 bars missing", "problem: 1 row lacked a price"])
        {
            Assert.Contains(line, run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("clean.csv")]
    [InlineData("clean.csv.gz")]
    public async Task Cleaned_bars_have_no_problems_and_the_same_hash(string name)
    {
        var before = await Card(File("messy.csv", Messy));
        var clean = Path.Combine(_folder.FullName, name);
        var run = await Cli.RunAsync("bars", "clean", Path.Combine(_folder.FullName, "messy.csv"), "-o", clean);
        Assert.Equal(0, run.Exit);
        Assert.StartsWith($"4 bars written to {clean}, SHA-256 {before.GetProperty("sha256")}", run.Output, StringComparison.Ordinal);
        Assert.Equal([name, "messy.csv"], Directory.GetFiles(_folder.FullName).Select(f => Path.GetFileName(f)).Order());
        var after = await Card(clean);
        Assert.Equal(before.GetProperty("sha256").GetString(), after.GetProperty("sha256").GetString());
        Assert.Empty(after.GetProperty("problems").EnumerateArray());
        Assert.Equal(0, after.GetProperty("duplicates").GetInt32() + after.GetProperty("conflicts").GetInt32() + after.GetProperty("strayHeaders").GetInt32());
    }

    [Fact]
    public async Task Clean_writes_every_digit_and_leaves_unknown_values_empty()
    {
        var clean = Path.Combine(_folder.FullName, "clean.csv");
        await Cli.RunAsync("bars", "clean", File("messy.csv", Messy), "-o", clean);
        Assert.Equal(
            """
            timestamp,open,high,low,close,volume,trades
            2024-01-01T00:00:00Z,1,1.5,0.5,1.25,10,3
            2024-01-01T01:00:00Z,2,2.5,1.5,2.25,0,
            2024-01-01T04:00:00Z,1.1,1.3000000000000003,1.1,1.2,20,5
            2024-01-01T05:00:00Z,4,4.5,3.5,4.25,30,6

            """,
            await System.IO.File.ReadAllTextAsync(clean, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_fails_and_leaves_what_was_there()
    {
        var target = Path.Combine(_folder.FullName, "a", "clean.csv");
        var run = await Cli.RunAsync("bars", "clean", File("messy.csv", Messy), "-o", target);
        Assert.Equal((1, ""), (run.Exit, run.Output));
        Assert.StartsWith($"vane: {target} could not be written:", run.Error, StringComparison.Ordinal);

        // A folder stands where the file should go: the last step fails, and the unfinished file is gone.
        Directory.CreateDirectory(target);
        System.IO.File.WriteAllText(Path.Combine(target, "kept"), "1");
        Assert.Equal(1, (await Cli.RunAsync("bars", "clean", Path.Combine(_folder.FullName, "messy.csv"), "-o", target)).Exit);
        Assert.Equal([target], Directory.GetFileSystemEntries(Path.Combine(_folder.FullName, "a")));
    }

    [Fact]
    public async Task A_wrong_file_is_exit_code_2_with_one_clear_line()
    {
        var empty = File("empty.csv", "");
        var run = await Cli.RunAsync("bars", "check", empty);
        Assert.Equal((2, "", $"vane: {empty}: is empty. A file of bars has a header such as timestamp,open,high,low,close,volume and a line a bar."), (run.Exit, run.Output, run.Error.TrimEnd()));
        var packed = File("cut.csv.gz", "");
        using (var gzip = new GZipStream(System.IO.File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Messy));
        }

        await System.IO.File.WriteAllBytesAsync(packed, (await System.IO.File.ReadAllBytesAsync(packed, TestContext.Current.CancellationToken))[..60], TestContext.Current.CancellationToken);
        run = await Cli.RunAsync("bars", "check", packed);
        Assert.Equal((2, $"vane: {packed}: is a damaged or truncated .gz file. Fetch or pack it again."), (run.Exit, run.Error.TrimEnd()));
    }

    [Theory]
    [InlineData("The clock 'Mars' is not known.", "--clock", "Mars")]
    [InlineData("The calendar 'lunar' is not known.", "--calendar", "lunar")]
    [InlineData("The interval '1x' is not known.", "--interval", "1x")]
    public async Task A_wrong_option_is_exit_code_2_and_says_what_is_allowed(string message, string option, string value)
    {
        var run = await Cli.RunAsync("bars", "check", File("messy.csv", Messy), option, value);
        Assert.Equal(2, run.Exit);
        Assert.StartsWith("vane: " + message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_writes_the_same_bytes_for_the_same_seed_and_check_finds_nothing_wrong()
    {
        var (first, second) = (Path.Combine(_folder.FullName, "1.csv"), Path.Combine(_folder.FullName, "2.csv"));
        foreach (var path in (string[])[first, second])
        {
            Assert.Equal(0, (await Cli.RunAsync("bars", "make", "--bars", "2000", "--edge", "0.55", "--regimes", "--seed", "7", "--interval", "15m", "--start", "2021-03-04", "-o", path)).Exit);
        }

        Assert.Equal(await System.IO.File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken), await System.IO.File.ReadAllBytesAsync(second, TestContext.Current.CancellationToken));
        var card = await Card(first);
        Assert.Equal((2000, 900, "2021-03-04T00:00:00Z"), (card.GetProperty("rows").GetInt32(), card.GetProperty("intervalSeconds").GetInt32(), card.GetProperty("first").GetString()));
        Assert.Empty(card.GetProperty("problems").EnumerateArray());
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("some")]
    public async Task Make_refuses_an_edge_that_is_no_probability(string edge)
    {
        var run = await Cli.RunAsync("bars", "make", "--edge", edge, "-o", Path.Combine(_folder.FullName, "x.csv"));
        Assert.Equal(2, run.Exit);
        Assert.StartsWith($"vane: The edge '{edge}' is not known. It is a probability from 0.5 to 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_plants_nothing_for_an_edge_of_none()
    {
        var (planted, none) = (Path.Combine(_folder.FullName, "p.csv"), Path.Combine(_folder.FullName, "n.csv"));
        Assert.Equal(0, (await Cli.RunAsync("bars", "make", "--bars", "500", "--edge", "0.55", "-o", planted)).Exit);
        var run = await Cli.RunAsync("bars", "make", "--bars", "500", "--edge", "none", "-o", none);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.NotEqual((await Card(planted)).GetProperty("sha256").GetString(), (await Card(none)).GetProperty("sha256").GetString());
    }

    private static async Task<JsonElement> Card(string path) => JsonDocument.Parse((await Cli.RunAsync("bars", "check", path, "--json")).Output).RootElement;

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

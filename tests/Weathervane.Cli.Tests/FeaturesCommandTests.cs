using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Cli.Tests;

public sealed class FeaturesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-features-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task List_names_every_set_and_every_feature()
    {
        var list = await Cli.RunAsync("features", "list");
        Assert.Equal(0, list.Exit);
        Assert.All(FeatureSets.All, s => Assert.Contains(s.Summary, list.Output, StringComparison.Ordinal));
        Assert.All(FeatureCatalog.All, d => Assert.Contains(d.Summary, list.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_as_json_states_parameters_and_warmup()
    {
        var list = JsonDocument.Parse((await Cli.RunAsync("features", "list", "--json")).Output).RootElement;
        var macd = list.GetProperty("features").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "macd");
        Assert.Equal("recursive", macd.GetProperty("memory").GetString());
        Assert.Equal(["fast", "slow", "signal"], macd.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.All(macd.GetProperty("outputs").EnumerateArray(), o => Assert.Equal(25, o.GetProperty("warmup").GetInt32()));
    }

    [Fact]
    public async Task List_of_a_set_gives_its_columns_in_order()
    {
        var list = JsonDocument.Parse((await Cli.RunAsync("features", "list", "--set", "btc43", "--json")).Output).RootElement;
        Assert.Equal(FeatureSets.Btc43.Names, list.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(720, list.GetProperty("warmup").GetInt32());
        Assert.Contains("BB_HIGH", (await Cli.RunAsync("features", "list", "--set", "btc43")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_set_is_wrong_input_that_names_the_sets()
    {
        var list = await Cli.RunAsync("features", "list", "--set", "btc44");
        Assert.Equal(2, list.Exit);
        Assert.Equal("vane: --set: no feature set is called 'btc44'. Did you mean 'btc43'?\n", list.Error);
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.csv.gz")]
    public async Task Computed_numbers_read_back_to_the_same_bits(string name)
    {
        var (bars, path) = (WriteBars(60), Path.Combine(_folder, name));
        var compute = await Cli.RunAsync("features", "compute", "--set", "basic10", "--set", "columns", bars, "-o", path);
        Assert.Equal((0, ""), (compute.Exit, compute.Error));
        Assert.Equal($"Wrote 11 features of 60 bars to {path}; rows are full after 25 bars.\n", compute.Output);

        var series = BarReader.Read(bars, cancel: TestContext.Current.CancellationToken).Bars;
        var expected = FeatureSets.Resolve(["basic10", "columns"], series.ColumnNames, "x").Compute(series);
        var lines = ReadLines(path);
        Assert.Equal("time," + string.Join(',', expected.Names), lines[0]);
        Assert.Equal(expected.Rows + 1, lines.Count);
        for (var row = 0; row < expected.Rows; row++)
        {
            var fields = lines[row + 1].Split(',');
            Assert.Equal(series.Times[row].ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), fields[0]);
            for (var c = 0; c < expected.Columns; c++)
            {
                var read = fields[c + 1].Length == 0 ? double.NaN : double.Parse(fields[c + 1], CultureInfo.InvariantCulture);
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected[row, c]), BitConverter.DoubleToInt64Bits(read));
            }
        }
    }

    [Fact]
    public async Task Columns_that_are_never_known_are_named()
    {
        var compute = await Cli.RunAsync("features", "compute", "--set", "mfi(5)", "--set", "close", WriteBars(30, volume: 0), "-o", Path.Combine(_folder, "out.csv"));
        Assert.Equal((0, "vane: never known on these bars: mfi_5.\n"), (compute.Exit, compute.Error));
    }

    [Fact]
    public async Task All_wrong_formulas_are_named_at_once_and_the_old_file_stays()
    {
        var path = Path.Combine(_folder, "out.csv");
        await File.WriteAllTextAsync(path, "old", TestContext.Current.CancellationToken);
        var compute = await Cli.RunAsync("features", "compute", "--set", "rsi(0)", "--set", "macd.x", "--set", "column(spread)", WriteBars(30), "-o", path);
        Assert.Equal(2, compute.Exit);
        Assert.Equal(3, compute.Error.Trim().Split('\n').Length);
        Assert.Contains("--set[0]: The feature 'rsi(0)' gives length as '0'; it must be a whole number in [1, 100000].", compute.Error, StringComparison.Ordinal);
        Assert.Contains("--set[1]: The feature 'macd.x' asks for 'x'; macd gives (itself), signal, diff.", compute.Error, StringComparison.Ordinal);
        Assert.Contains("--set[2]: the bars have no column 'spread'. They have: extra.", compute.Error, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_fails_with_its_name_and_leaves_nothing()
    {
        var path = Path.Combine(_folder, "missing", "out.csv");
        var compute = await Cli.RunAsync("features", "compute", "--set", "close", WriteBars(30), "-o", path);
        Assert.Equal(1, compute.Exit);
        Assert.StartsWith($"vane: {path}: the file cannot be written (", compute.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder));
    }

    private string WriteBars(int count, double volume = 5)
    {
        var path = Path.Combine(_folder, "bars.csv");
        var lines = Enumerable.Range(0, count).Select(i =>
        {
            var close = 100 + (10 * ((i * 7919 % 101) / 101.0));
            return FormattableString.Invariant($"{new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i):yyyy-MM-ddTHH:mm:ssZ},{close - 0.3},{close + 1},{close - 1},{close},{volume * (i + 1)},{i / 3.0}");
        });
        File.WriteAllText(path, "timestamp,open,high,low,close,volume,extra\n" + string.Join('\n', lines) + "\n");
        return path;
    }

    private static List<string> ReadLines(string path)
    {
        Stream stream = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n')];
    }
}

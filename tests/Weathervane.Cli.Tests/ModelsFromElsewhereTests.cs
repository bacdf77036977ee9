using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>Models of other programs: imported, scored and exported from the command line.</summary>
public sealed class ModelsFromElsewhereTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-elsewhere").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("missing.lightgbm", ".txt", 0)]
    [InlineData("small.xgboost", ".ubj", 0)]
    public async Task Scores_of_a_file_are_the_originals_with_the_contributions_beside_them(string name, string extension, double tolerance)
    {
        var rows = Repository.Shared($"oracle/models/{name}.rows.csv.gz");
        var scored = await RunAsync("score", Repository.Shared($"oracle/models/{name}{extension}"), "--rows", rows, "-o", Out("scores.csv"), "--contributions");

        Assert.Equal(0, scored.Exit);
        var (header, lines) = Table(Out("scores.csv"));
        Assert.Equal("raw,probability,OPEN,HIGH", string.Join(',', header.Take(4)));
        Assert.Equal("expected_value", header[^1]);
        var (theirs, expected) = Table(rows);
        Assert.Equal(expected.Select(r => r[theirs.Length - 2]), lines.Select(l => l[0]));
        Assert.All(lines.Take(20), l => Assert.Equal(l[0], l[2..].Sum(), 1e-6 + tolerance));
    }

    [Fact]
    public async Task An_imported_model_is_registered_scored_by_name_and_exported_again()
    {
        var imported = await RunAsync("import", Repository.Shared("oracle/models/small.xgboost.json"), "--name", "elsewhere");
        Assert.Equal(0, imported.Exit);
        Assert.Contains("Registered elsewhere:1: 5 trees on 43 features, read as xgboost-json.", imported.Output, StringComparison.Ordinal);

        var rows = Repository.Shared("oracle/models/small.xgboost.rows.csv.gz");
        var scored = await RunAsync("score", "elsewhere:1", "--rows", rows, "-o", Out("by-name.csv"));
        Assert.Equal(0, scored.Exit);
        foreach (var format in new[] { "xgboost-ubj", "lightgbm", "onnx" })
        {
            var file = Out("exported." + format);
            Assert.Equal(0, (await RunAsync("export", "elsewhere:1", "--format", format, "-o", file)).Exit);
            Assert.Equal(0, (await RunAsync("score", file, "--rows", rows, "-o", Out("again.csv"), "--format", format)).Exit);

            // Each format sums in its own precision.
            Assert.All(Table(Out("by-name.csv")).Rows.Zip(Table(Out("again.csv")).Rows), pair => Assert.Equal(pair.First[0], pair.Second[0], 1e-6));
        }

        var json = JsonDocument.Parse((await RunAsync("import", Repository.Shared("oracle/models/small.lightgbm.txt"), "--name", "elsewhere", "--json")).Output).RootElement;
        Assert.Equal(("elsewhere:2", "lightgbm"), (json.GetProperty("model").GetString(), json.GetProperty("format").GetString()));
    }

    [Fact]
    public async Task Rows_without_the_models_columns_are_refused_with_their_names()
    {
        await File.WriteAllTextAsync(Out("rows.csv"), "OPEN,HIGH\n1,2\n", TestContext.Current.CancellationToken);
        var refused = await RunAsync("score", Repository.Shared("oracle/models/small.lightgbm.txt"), "--rows", Out("rows.csv"), "-o", Out("scores.csv"));

        Assert.Equal(2, refused.Exit);
        Assert.Contains("has no column CLOSE, LOW, VOLUME, SMA_20,", refused.Error, StringComparison.Ordinal);
        Assert.Contains("It has OPEN, HIGH.", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Out("scores.csv")));
    }

    [Fact]
    public async Task A_file_that_is_no_model_an_unknown_format_and_a_missing_model_are_wrong_input()
    {
        await File.WriteAllTextAsync(Out("junk"), "hello", TestContext.Current.CancellationToken);

        var junk = await RunAsync("import", Out("junk"), "--name", "x");
        Assert.Equal(2, junk.Exit);
        Assert.Contains("it looks like no model file that can be read.", junk.Error, StringComparison.Ordinal);
        var format = await RunAsync("import", Out("junk"), "--name", "x", "--format", "pickle");
        Assert.Equal(2, format.Exit);
        Assert.Contains("--format: 'pickle' is no format. Allowed: lightgbm,", format.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("score", "nowhere", "--rows", Out("junk"), "-o", Out("s.csv"))).Exit);
    }

    [Fact]
    public async Task A_format_that_is_only_read_says_why_it_is_not_written()
    {
        await RunAsync("import", Repository.Shared("oracle/models/small.lightgbm.txt"), "--name", "m");
        var refused = await RunAsync("export", "m:1", "--format", "catboost-cbm", "-o", Out("m.cbm"));

        Assert.Equal(2, refused.Exit);
        Assert.Contains("catboost-cbm is only read: CatBoost reads catboost-json as well.", refused.Error, StringComparison.Ordinal);
    }

    private string Out(string name) => Path.Combine(_folder, name);

    private Task<Cli> RunAsync(params string[] args) => Cli.RunAsync(["models", .. args, "--workspace", Path.Combine(_folder, "workspace")]);

    private static (string[] Header, double[][] Rows) Table(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (lines[0].Split(','), [.. lines.Skip(1).Select(l => l.Split(',').Select(v => v.Length == 0 ? double.NaN : double.Parse(v, CultureInfo.InvariantCulture)).ToArray())]);
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weathervane.Numerics;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The commands that the guides show, run in the order of the text beside the files and models that they name. What registry.md and store.md show is compared word for word
/// by <see cref="RegistryGuideTests"/> and <see cref="StoreGuideTests"/>.</summary>
public sealed partial class GuideTests : IDisposable
{
    // Those about tables first: the others know a file new.csv and a model btc of another kind.
    private static readonly string[] OnTables = ["fit", "models-from-elsewhere"], OnBars = ["judge", "prove", "backtest", "reports", "tuning"];

    /// <summary>Shown, and not run here.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["prove samples/btc-v4.yaml"] = "reads bars that are not shipped",
        ["tune samples/btc-v4.yaml --trials 30"] = "reads bars that are not shipped",
        ["tune samples/btc-v4.yaml --trials 100 --server http://127.0.0.1:5180"] = "asks a server",
        ["studies show btc-v4/lightgbm --server http://127.0.0.1:5180"] = "asks a server",
        ["studies show btc-v4/lightgbm"] = "of that search; pipeline/lightgbm is shown in its place",
    };

    private readonly Newcomer _newcomer = new();
    private readonly HashSet<string> _left = [];

    public void Dispose() => _newcomer.Dispose();

    [Fact]
    public async Task Every_command_of_the_guides_works_in_the_order_of_the_text()
    {
        await MakeTables();
        var ran = await RunAll(OnTables, "");
        await MakeBars();
        ran += await RunAll(OnBars, JsonDocument.Parse(await _newcomer.RunAsync("runs list --json")).RootElement[0].GetProperty("id").GetString()!);
        Assert.Equal(LeftOut.Keys.Order(StringComparer.Ordinal), _left.Order(StringComparer.Ordinal));
        var tuning = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/tuning.md"), TestContext.Current.CancellationToken);
        // What stands alone is what the left out 'studies show' prints.
        Prints(Assert.Single(Blocks(tuning), block => !block.Contains("vane ", StringComparison.Ordinal)), await _newcomer.RunAsync("studies show pipeline/lightgbm"));
        Assert.True(ran >= 20, $"The guides lost their commands: {ran} are left.");
    }

    /// <summary>Runs what the guides show, and tells how many commands they were.</summary>
    private async Task<int> RunAll(string[] guides, string run)
    {
        var count = 0;
        foreach (var guide in guides)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, $"docs/{guide}.md"), TestContext.Current.CancellationToken);
            foreach (var (command, promised) in Blocks(text).SelectMany(block => Command().Matches(block)).Select(m => (m.Groups[1].Value.TrimEnd(), m.Groups[2].Value)))
            {
                if (LeftOut.ContainsKey(command))
                {
                    _left.Add(command);
                    continue;
                }

                // The program of the last example in prove.md leaks.
                var isLeaking = command.Contains("features.py", StringComparison.Ordinal);
                var output = await _newcomer.RunAsync(
                    command.Replace("3f2a91c0", run, StringComparison.Ordinal).Replace("'python ", "'/usr/bin/python3 ", StringComparison.Ordinal), isLeaking ? 1 : 0);
                Prints(promised, output);
                count++;
            }
        }

        return count;
    }

    private static IEnumerable<string> Blocks(string text) => Block().Matches(text).Where(b => b.Groups[1].Value is "" or "sh" or "console").Select(b => b.Groups[2].Value);

    /// <summary>Each line that a guide shows is printed, but for its numbers, which hang on the bars.</summary>
    private static void Prints(string promised, string output)
    {
        var printed = output.Split('\n').Select(Words).ToHashSet();
        Assert.All(promised.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.True(printed.Contains(Words(line)), $"The guide shows\n{line}\nand printed was\n{output}"));
    }

    private static string Words(string line) => Number().Replace(line.Trim(), "#");

    private async Task MakeTables()
    {
        var random = new SeededRandom(3);
        string[] rows = [.. Enumerable.Range(0, 600).Select(i => string.Create(CultureInfo.InvariantCulture, $"{random.NextGaussian():0.0000},{random.NextGaussian():0.0000},{i % 2}"))];
        foreach (var (file, from, count) in new[] { ("train.csv", 0, 400), ("later.csv", 400, 100), ("new.csv", 500, 100), ("rows.csv", 500, 100) })
        {
            Write(file, ["a,b,y", .. rows.AsSpan(from, count)]);
            await using var packed = new GZipStream(File.Create(_newcomer.At(file + ".gz")), CompressionLevel.Fastest);
            await packed.WriteAsync(await File.ReadAllBytesAsync(_newcomer.At(file), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        await _newcomer.RunAsync("fit --rows train.csv --label y --learner lightgbm --format lightgbm -o model.txt");
        await _newcomer.RunAsync("fit --rows train.csv --label y --learner lightgbm --format xgboost -o model.json");
    }

    private async Task MakeBars()
    {
        await _newcomer.RunAsync("bars make --bars 4000 --edge 0.56 --seed 1 -o newer.csv");
        var bars = await File.ReadAllLinesAsync(_newcomer.At("newer.csv"), TestContext.Current.CancellationToken);
        Write("hours.csv", bars[..3001]);
        Write("predictions.csv", ["time,probability,label", .. bars[2001..3001].Select((b, i) => $"{b.Split(',')[0]},0.{40 + (i * 7 % 20)},{i % 2}")]);
        Write("btc.yaml", ["name: btc", "bars: hours.csv", "features: t11", "learners: [logistic]"]);
        Write("pipeline.yaml", ["bars: hours.csv", "features: t11", "learners: [{ lightgbm: { n_estimators: 10, tune: { num_leaves: [3, 8] } } }]", "tuning: { trials: 6 }"]);
        Write("my.py", Program("float(b['close']) / float(a['close'])", "change", "zip(rows, rows[1:])"));
        Write("features.py", Program("float(b['close']) / float(a['close'])", "trend", "zip(rows[20:], rows[10:])"));
        Write("features.csv", [.. bars[..3001].Select(b => string.Join(',', b.Split(',')[0], b.Split(',')[1]))]);
        File.Copy(_newcomer.At("samples/sp500.csv"), _newcomer.At("new.csv"), overwrite: true);
        await _newcomer.RunAsync("run btc.yaml");
        foreach (var seed in new[] { 1, 2, 3 })
        {
            await _newcomer.RunAsync($"run samples/sp500.yaml --seed {seed}");
        }
    }

    private static string[] Program(string value, string name, string pairs) =>
    [
        "import csv, sys", "rows = list(csv.DictReader(open(sys.argv[1])))", "out = csv.writer(open(sys.argv[2], 'w'))", $"out.writerow(['timestamp', '{name}'])",
        $"for a, b in {pairs}:", $"    out.writerow([b['timestamp'], {value}])",
    ];

    private void Write(string file, IEnumerable<string> lines) => File.WriteAllLines(_newcomer.At(file), lines);

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    // A command, and what stands below it where it begins with a dollar: up to the next one, or the block's end.
    [GeneratedRegex(@"(?:^(?:\$ )?|&& )vane ([^#&\n]+)(?:(?<=^\$ [^\n]*)(?:#[^\n]*)?\n((?:(?!\$ )[^\n]*\n)*))?", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"[+-]?\d+(?:[.,:-]\d+)*")]
    private static partial Regex Number();
}

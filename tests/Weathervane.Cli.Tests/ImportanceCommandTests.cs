using System.Globalization;
using System.Text;
using Weathervane.Numerics;

namespace Weathervane.Cli.Tests;

public sealed class ImportanceCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_fitted_model_tells_its_gains_its_splits_and_what_its_score_loses_without_a_column()
    {
        var (train, later) = (Table("train.csv", 1500, 1), Table("later.csv", 800, 2));
        Assert.Equal(0, (await _shop.RunAsync("fit", "--rows", train, "--label", "y", "--learner", "lightgbm", "--set", "n_estimators=20", "-o", _shop.At("m.vane"))).Exit);

        foreach (var by in new[] { "gain", "split" })
        {
            var shares = await _shop.JsonAsync("models", "importance", _shop.At("m.vane"), "--by", by);
            Assert.Equal(1, shares.GetProperty("features").EnumerateArray().Sum(f => f.GetProperty("share").GetDouble()), 1e-12);
        }

        var gain = await _shop.RunAsync("models", "importance", _shop.At("m.vane"));
        Assert.Matches(@"share by gain\s+─+\s+decides +0\.\d{4}", gain.Output);

        var dealt = await _shop.JsonAsync("models", "importance", _shop.At("m.vane"), "--by", "permutation", "--rows", later, "--label", "y");
        var features = dealt.GetProperty("features").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("mean").GetDouble());
        // Without the column that decides the log loss goes from some 0.5 nats to that of a forecast gone wrong.
        Assert.InRange(features["decides"], 0.1, 3);
        Assert.InRange(features["noise"], -0.02, 0.02);
        Assert.Contains("log_loss worse by", (await _shop.RunAsync("models", "importance", _shop.At("m.vane"), "--by", "permutation", "--rows", later, "--label", "y")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_a_champion_is_not_said_to_be_unknown()
    {
        Assert.Equal(0, (await _shop.RunAsync("fit", "--rows", Table("train.csv", 300, 1), "--label", "y", "--learner", "logistic", "-o", _shop.At("m.vane"))).Exit);
        Assert.Equal(0, (await _shop.RunAsync("models", "import", _shop.At("m.vane"), "--name", "mine")).Exit);
        var run = await _shop.RunAsync("models", "importance", "mine");
        Assert.Equal(2, run.Exit);
        Assert.StartsWith("vane: model mine: no version has been promoted to champion. Ask for one by number: mine:1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_rows_labels_that_are_none_and_models_that_tell_nothing_are_wrong_input()
    {
        var train = Table("train.csv", 300, 1);
        Assert.Equal(0, (await _shop.RunAsync("fit", "--rows", train, "--label", "y", "--learner", "logistic", "-o", _shop.At("m.vane"))).Exit);
        foreach (var (arguments, told) in new[]
        {
            (new[] { "--by", "permutation" }, "--rows: is missing. Give rows that the model has not learnt from."),
            (["--by", "permutation", "--rows", train, "--label", "noise"], "column noise: holds other values than 0 and 1."),
            (["--by", "permutation", "--rows", train, "--label", "y", "--repeats", "1"], "--repeats: is 1. Give a whole number in [2, 1000]."),
            (["--by", "split"], "this kind of model, logistic, or its file tells nothing of its features by split. Use --by permutation with --rows."),
        })
        {
            var refused = await _shop.RunAsync(["models", "importance", _shop.At("m.vane"), .. arguments]);
            Assert.Equal(2, refused.Exit);
            Assert.Contains(told, refused.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Two normal columns, of which the first decides.</summary>
    private string Table(string name, int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var text = new StringBuilder("decides,noise,y\n");
        for (var i = 0; i < rows; i++)
        {
            var (decides, noise) = (random.NextGaussian(), random.NextGaussian());
            var label = random.NextDouble() < FixedMath.Sigmoid(2 * decides) ? 1 : 0;
            text.Append(CultureInfo.InvariantCulture, $"{decides:R},{noise:R},{label}\n");
        }

        var path = _shop.At(name);
        File.WriteAllText(path, text.ToString());
        return path;
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Weathervane.Cli.Tests;

public sealed class FitCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_fit_tells_its_seconds_and_scores_and_its_file_scores_rows_and_goes_into_the_registry()
    {
        var (train, valid) = (Table("train.csv", 3000, 1), Table("valid.csv", 1000, 2));
        var fit = await _shop.RunAsync("fit", "--rows", train, "--valid", valid, "--label", "y", "--learner", "lightgbm", "--set", "n_estimators=30", "-o", _shop.At("m.vane"));
        Assert.True(fit.Exit == 0, fit.Error);
        Assert.Matches(@"reading +\d+\.\d{3}\n +binning +\d+\.\d{3}\n +fitting +\d+\.\d{3}\n +scoring +\d+\.\d{3}\n", fit.Output);
        Assert.Contains("Wrote 30 trees on 3 columns to ", fit.Output, StringComparison.Ordinal);
        Assert.Contains("Next: vane models score ", fit.Error, StringComparison.Ordinal);

        // The loss that it tells is that of the scores which its file gives.
        var scored = await _shop.RunAsync("models", "score", _shop.At("m.vane"), "--rows", valid, "-o", _shop.At("s.csv"));
        Assert.True(scored.Exit == 0, scored.Error);
        Assert.Matches($@"valid +1000 +{LogLoss(valid, "s.csv").ToString("0.00000", CultureInfo.InvariantCulture)} ", fit.Output);

        var imported = await _shop.RunAsync("models", "import", _shop.At("m.vane"), "--name", "mine");
        Assert.StartsWith("Registered mine:1: 30 trees on 3 features, read as vane.", imported.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _shop.RunAsync("models", "score", "mine:1", "--rows", valid, "-o", _shop.At("again.csv"))).Exit);
        Assert.Equal(File.ReadAllText(_shop.At("s.csv")), File.ReadAllText(_shop.At("again.csv")));
    }

    [Fact]
    public async Task A_forest_that_is_asked_tells_its_score_out_of_the_bag()
    {
        string[] fit = ["fit", "--rows", Table("train.csv", 400, 1), "--label", "y", "--learner", "random-forest", "--set", "n_estimators=20", "--set", "oob_score=true", "-o", _shop.At("m.vane")];
        Assert.Matches(@"Out of the bag, 400 rows: log loss \d\.\d{5}, accuracy 0\.\d{5}\.", (await _shop.RunAsync(fit)).Output);
        Assert.Equal(400, (await _shop.JsonAsync(fit)).GetProperty("outOfBag").GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task The_same_rows_give_the_same_file_packed_or_not_on_any_number_of_threads_and_the_seed_matters()
    {
        var train = Table("train.csv", 2000, 1);
        using (var packed = new GZipStream(File.Create(train + ".gz"), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(train));
        }

        async Task<string> Fit(string rows, string threads, string seed)
        {
            var fit = await _shop.JsonAsync("fit", "--rows", rows, "--label", "y", "--learner", "random-forest", "--set", "n_estimators=8", "--seed", seed, "--threads", threads, "-o", _shop.At("f.vane"));
            return fit.GetProperty("sha256").GetString()!;
        }

        var first = await Fit(train, "1", "5");
        Assert.Equal(first, await Fit(train + ".gz", "2", "5"));
        Assert.NotEqual(first, await Fit(train, "1", "6"));
    }

    [Fact]
    public async Task Json_holds_rows_columns_trees_seconds_scores_and_file()
    {
        var fit = await _shop.JsonAsync(
            "fit", "--rows", Table("t.csv", 500, 1), "--label", "y", "--learner", "logistic", "--drop", "c", "--weights", "b", "-o", _shop.At("l.vane"));
        Assert.Equal(("logistic", 500, 1, JsonValueKind.Null), (fit.GetProperty("learner").GetString(), fit.GetProperty("rows").GetInt32(), fit.GetProperty("columns").GetInt32(), fit.GetProperty("trees").ValueKind));
        Assert.Equal(0, fit.GetProperty("seconds").GetProperty("binning").GetDouble());
        Assert.InRange(fit.GetProperty("train").GetProperty("logLoss").GetDouble(), 0.1, 0.7);
        Assert.Equal(new FileInfo(_shop.At("l.vane")).Length, fit.GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData("lightgbm", "regression")]
    [InlineData("xgboost", "reg:squarederror")]
    public async Task A_regression_learns_any_number_and_tells_its_error(string learner, string objective)
    {
        // The label is the column b, spread by 0.29, about which the other columns know a little: b is below a where y is 1, mostly.
        var fit = await _shop.RunAsync(
            "fit", "--rows", Table("t.csv", 2000, 1), "--label", "b", "--learner", learner, "--set", $"objective={objective}", "--set", "learning_rate=0.1", "--set", "n_estimators=50", "-o", _shop.At("m.vane"));
        Assert.True(fit.Exit == 0, fit.Error);
        Assert.Matches(@"rows +RMSE\n.*\n +train +2000 +0\.[12]", fit.Output);
        Assert.Equal(0, (await _shop.RunAsync("models", "score", _shop.At("m.vane"), "--rows", _shop.At("t.csv"), "-o", _shop.At("s.csv"))).Exit);
        Assert.All(File.ReadLines(_shop.At("s.csv")).Skip(1), line => Assert.EndsWith(",", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Early_stopping_watches_the_further_rows()
    {
        var fit = await _shop.JsonAsync(
            "fit", "--rows", Table("t.csv", 600, 1), "--valid", Table("v.csv", 600, 2), "--label", "y", "--learner", "lightgbm",
            "--set", "n_estimators=500", "--set", "early_stopping_rounds=5", "--set", "learning_rate=0.3", "-o", _shop.At("m.vane"));
        Assert.InRange(fit.GetProperty("trees").GetInt32(), 1, 200);
    }

    [Theory]
    [InlineData("lightgbm", "tree\n")]
    [InlineData("xgboost", "{")]
    public async Task Another_programs_format_is_written_at_once(string format, string start)
    {
        var rows = Table("t.csv", 500, 1);
        foreach (var (file, more) in new[] { ("own.vane", Array.Empty<string>()), ("other", ["--format", format]) })
        {
            var fit = await _shop.RunAsync(["fit", "--rows", rows, "--label", "y", "--learner", "lightgbm", "--set", "n_estimators=5", "-o", _shop.At(file), .. more]);
            Assert.True(fit.Exit == 0, fit.Error);
            Assert.Equal(0, (await _shop.RunAsync("models", "score", _shop.At(file), "--rows", rows, "-o", _shop.At(file + ".csv"))).Exit);
        }

        Assert.StartsWith(start, File.ReadAllText(_shop.At("other")), StringComparison.Ordinal);
        // XGBoost's files hold float32.
        Assert.Equal(LogLoss(rows, "own.vane.csv"), LogLoss(rows, "other.csv"), 1e-6);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        _shop.Write("t.csv", "time,x,y\n2024-01-01,1,0\n2024-01-02,huh,1\n");
        var wrong = await _shop.RunAsync(
            "fit", "--rows", _shop.At("t.csv"), "--valid", _shop.At("t.csv"), "--label", "y", "--learner", "lightgbm", "--set", "num_leafs=3", "--set", "n_estimators=0", "--format", "catboost-cbm", "-o", _shop.At("m"));
        Assert.Equal((2, ""), (wrong.Exit, wrong.Output));
        Assert.Contains("vane: lightgbm.num_leafs: lightgbm has no parameter 'num_leafs'. Did you mean 'num_leaves'?", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("vane: lightgbm.n_estimators: n_estimators must be in [1, 100000], but is 0.", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("vane: --format: catboost-cbm is only read", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("line 2: '2024-01-01' in column 'time' is not a number, nor is 1 more cell of it.", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: 'huh' in column 'x' is not a number.", wrong.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_shop.At("m")));
    }

    [Theory]
    [InlineData("--learner", "lightgmb", "--learner: no learner is called 'lightgmb'. Did you mean 'lightgbm'?")]
    [InlineData("--label", "Y", "has no column 'Y'. Did you mean 'y'?")]
    [InlineData("--set", "num_leaves", "--set: 'num_leaves' is not a name and a value. Write it as name=value, such as num_leaves=31.")]
    [InlineData("--format", "pickle", "--format: 'pickle' is no format. Allowed: lightgbm,")]
    public async Task A_wrong_word_is_answered_with_the_nearest_one(string option, string value, string problem)
    {
        var options = new Dictionary<string, string> { ["--rows"] = Table("t.csv", 50, 1), ["--label"] = "y", ["--learner"] = "lightgbm", ["-o"] = _shop.At("m"), [option] = value };
        var wrong = await _shop.RunAsync(["fit", .. options.SelectMany(o => new[] { o.Key, o.Value })]);
        Assert.Equal(2, wrong.Exit);
        Assert.Contains(problem, wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_fit_with_130_and_leaves_no_file()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var fit = await _shop.RunAsync(
            t => t with { Error = new PressCtrlC(stop), Interactive = true, Clock = new HastyClock(), Cancel = stop.Token },
            "fit", "--rows", Table("t.csv", 2000, 1), "--label", "y", "--learner", "lightgbm", "--set", "n_estimators=100000", "--set", "num_leaves=4", "-o", _shop.At("m.vane"));
        Assert.Equal((130, ""), (fit.Exit, fit.Output));
        Assert.Empty(Directory.GetFiles(_shop.Folder, "m.vane*"));
    }

    /// <summary>Rows of three numbers with some cells missing; y leans on a and b.</summary>
    private string Table(string name, int rows, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("a,b,c,y\n");
        for (var i = 0; i < rows; i++)
        {
            var (a, b, c) = (random.NextDouble(), random.NextDouble() + 0.01, random.NextDouble());
            var y = random.NextDouble() < 0.15 + (0.7 * (a > b ? 1 : 0)) ? 1 : 0;
            text.Append(CultureInfo.InvariantCulture, $"{a},{b},{(i % 10 == 0 ? "" : c.ToString("R", CultureInfo.InvariantCulture))},{y}\n");
        }

        return _shop.Write(name, text.ToString());
    }

    private double LogLoss(string rows, string scores)
    {
        double[] labels = [.. File.ReadLines(rows).Skip(1).Select(l => double.Parse(l.Split(',')[^1], CultureInfo.InvariantCulture))];
        double[] p = [.. File.ReadLines(_shop.At(scores)).Skip(1).Select(l => double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture))];
        return -labels.Zip(p, (y, q) => Math.Log(y == 1 ? q : 1 - q)).Average();
    }

    /// <summary>Each look at it is a second later, so that every report is shown.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }

    /// <summary>Stops as soon as the fit shows how far it is.</summary>
    private sealed class PressCtrlC(CancellationTokenSource stop) : StringWriter
    {
        public override void Write(string? value)
        {
            if ((value ?? "").Contains("fitting lightgbm", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}

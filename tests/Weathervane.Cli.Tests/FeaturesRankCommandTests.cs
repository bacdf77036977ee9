namespace Weathervane.Cli.Tests;

public sealed class FeaturesRankCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Copies_of_what_decides_stand_first_as_a_group_with_their_interval()
    {
        // Each close goes on in the last one's direction 8 times of 10: return(1), its logarithm and move(1) all tell it, return(20) next to nothing.
        var pipeline = Pipeline("[return(1), log_return(1), move(1), volume_ratio]");
        var told = await _shop.JsonAsync("features", "rank", pipeline);
        Assert.Equal("logistic", told.GetProperty("learner").GetString());
        Assert.Equal("log_loss", told.GetProperty("metric").GetString());
        Assert.Equal(5, told.GetProperty("folds").GetInt32());
        var groups = told.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal(["return_1", "log_return_1", "move_1_48"], groups[0].GetProperty("members").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal("BEATS", groups[0].GetProperty("verdict").GetString());
        Assert.Equal(5, groups[0].GetProperty("foldsHelped").GetInt32());
        Assert.True(groups[0].GetProperty("low").GetDouble() > 0.05);
        Assert.InRange(groups[1].GetProperty("mean").GetDouble(), -0.01, 0.01);
        // Alone each of the copies falls by less than their group.
        Assert.All(
            told.GetProperty("features").EnumerateArray().Where(f => f.GetProperty("name").GetString() != "volume_ratio_20"),
            f => Assert.True(f.GetProperty("mean").GetDouble() < groups[0].GetProperty("mean").GetDouble()));
    }

    [Fact]
    public async Task Says_in_tables_what_the_json_says_and_the_first_of_them_on_request()
    {
        var pipeline = Pipeline("[return(1), volume_ratio]");
        var shown = await _shop.RunAsync("features", "rank", pipeline, "--top", "1", "--quiet");
        Assert.Equal((0, ""), (shown.Exit, shown.Error));
        Assert.Matches(@"logistic on 9\d\d rows in 5 folds that it had not learnt from; log_loss worse by, without:", shown.Output);
        Assert.Equal(2, shown.Output.Split('\n').Count(l => l.TrimStart().StartsWith("return_1 ", StringComparison.Ordinal) && l.Contains("5/5", StringComparison.Ordinal)));
        Assert.DoesNotContain("volume_ratio_20", shown.Output, StringComparison.Ordinal);
        Assert.Contains("p of all (BH)", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"return_1 .* 5/5 +< 0\.001 +< 0\.001", shown.Output);
        Assert.Contains("Folds agree on the order", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_looks_at_the_hold_out()
    {
        // The last fifth of the bars is replaced: every number stays.
        var (one, two) = (_shop.Bars("one.csv", 1200, 0.7), _shop.Bars("two.csv", 1200, 0.7, seed: 2));
        var mixed = _shop.Write("mixed.csv", string.Join('\n', File.ReadLines(one).Take(1001).Concat(File.ReadLines(two).Skip(1001))));
        var (first, second) = (_shop.Pipeline("first.yaml", one), _shop.Pipeline("second.yaml", mixed));
        Assert.Equal(
            (await _shop.RunAsync("features", "rank", first, "--json", "--set", "split.holdout=0.2")).Output,
            (await _shop.RunAsync("features", "rank", second, "--json", "--set", "split.holdout=0.2")).Output);
    }

    [Fact]
    public async Task Takes_bars_alone_another_learner_and_another_metric()
    {
        var bars = _shop.Bars("bars.csv", 900, 0.8);
        var told = await _shop.JsonAsync(
            "features", "rank", bars, "--set", "features=[return(1), volume_ratio]", "--set", "learners=[always-up, logistic]", "--learner", "logistic", "--metric", "accuracy");
        Assert.Equal(("logistic", "accuracy"), (told.GetProperty("learner").GetString(), told.GetProperty("metric").GetString()));
        // Right 8 times of 10 with it, 5 without.
        Assert.InRange(told.GetProperty("features")[0].GetProperty("mean").GetDouble(), 0.2, 0.4);
    }

    [Theory]
    [InlineData("--learner", "forest", "--learner: the pipeline has no learner called 'forest'. Known: logistic.")]
    [InlineData("--repeats", "0", "--repeats must be in [1, 1000]")]
    [InlineData("--correlation", "0", "--correlation must be")]
    [InlineData("--top", "0", "--top must be")]
    public async Task Wrong_requests_are_told_before_any_work(string option, string value, string expected)
    {
        var refused = await _shop.RunAsync("features", "rank", Pipeline("[return(1)]"), option, value);
        Assert.Equal(2, refused.Exit);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
    }

    private string Pipeline(string features) => _shop.Write(
        "rank.yaml", $"bars: {_shop.Bars("bars.csv", 2500, 0.8)}\nfeatures: {features}\nscaler: standard\nimpute: median\nlearners: [logistic]\n");
}

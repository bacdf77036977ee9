namespace Weathervane.Cli.Tests;

public sealed class UnknownNamesTests
{
    [Theory]
    [InlineData("rnu x.yaml", "'rnu' is not a command. Did you mean 'run'?", "vane --help")]
    [InlineData("models lsit", "'lsit' is not a command. Did you mean 'list'?", "vane models --help")]
    [InlineData("fly", "'fly' is not a command. Known: init, run,", "vane --help")]
    [InlineData("run --wrokspace x a.yaml", "'--wrokspace' is not an option of 'vane run'. Did you mean '--workspace'?", "vane run --help")]
    [InlineData("run --quite a.yaml", "'--quite' is not an option of 'vane run'. Did you mean '--quiet'?", "vane run --help")]
    [InlineData("run --quite", "'--quite' is not an option of 'vane run'. Did you mean '--quiet'?", "vane run --help")]
    [InlineData("run a.yaml --sede=7", "'--sede' is not an option of 'vane run'. Did you mean '--seed'?", "vane run --help")]
    [InlineData("run a.yaml --learner x", "'--learner' is not an option of 'vane run'.", "vane run --help")]
    [InlineData("bars check a.csv --intervall 1h", "'--intervall' is not an option of 'vane bars check'. Did you mean '--interval'?", "vane bars check --help")]
    public async Task Are_told_alone_with_what_was_probably_meant(string line, string expected, string help)
    {
        var wrong = await Cli.RunAsync(line.Split(' '));
        Assert.Equal(2, wrong.Exit);
        var lines = wrong.Error.TrimEnd().Split('\n');
        Assert.StartsWith("vane: " + expected, lines[0], StringComparison.Ordinal);
        Assert.Equal([$"Try '{help}'."], lines[1..]);
    }

    [Theory]
    [InlineData("judge a.csv --trials 4000000000", "--trials: '4000000000' is not from -2147483648 to 2147483647.")]
    [InlineData("judge a.csv --trials x", "--trials: 'x' is not a whole number.")]
    [InlineData("serve --port x", "--port: 'x' is not a whole number.")]
    [InlineData("bars check a.csv --stamp opne", "--stamp: 'opne' is not known. Did you mean 'open'?")]
    [InlineData("keys create --name x --role wriet", "--role: 'wriet' is not known. Did you mean 'write'?")]
    [InlineData("keys create --name x --role king", "--role: 'king' is not known. Known: read, write, admin.")]
    public async Task A_value_of_another_kind_is_told_in_words_of_the_command_line(string line, string expected)
    {
        var wrong = await Cli.RunAsync(line.Split(' '));
        Assert.Equal((2, "vane: " + expected), (wrong.Exit, wrong.Error.Split('\n')[0]));
    }

    [Fact]
    public async Task Are_all_told() =>
        Assert.Equal(
            ["vane: '--sede' is not an option of 'vane run'. Did you mean '--seed'?", "vane: '--quite' is not an option of 'vane run'. Did you mean '--quiet'?", "Try 'vane run --help'."],
            (await Cli.RunAsync("run", "a.yaml", "--sede", "7", "--quite")).Error.TrimEnd().Split('\n'));

    [Fact]
    public async Task Are_not_seen_in_values() =>
        Assert.Contains("--quite: does not exist", (await Cli.RunAsync("bars", "check", "--", "--quite")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("features list --set btc34", "no feature set is called 'btc34'. Did you mean 'btc43'?")]
    [InlineData("fit --rows x.csv --label y --learner ligthgbm -o m.vane", "--learner: no learner is called 'ligthgbm'. Did you mean 'lightgbm'?")]
    [InlineData("bars fetch --exchange binanse --symbol X --interval 1h", "exchange: 'binanse' is not known. Did you mean 'binance'?")]
    public async Task Of_the_catalogues_are_told_with_the_nearest(string line, string expected)
    {
        var wrong = await Cli.RunAsync(line.Split(' '));
        Assert.Equal(2, wrong.Exit);
        Assert.Contains(expected, wrong.Error, StringComparison.Ordinal);
    }
}

using Weathervane.Evaluation.Metrics;
using Weathervane.Features;

namespace Weathervane.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("lsit", "list")]
    [InlineData("NUM-LEAVES", "num_leaves")]
    [InlineData("num_leafs", "num_leaves")]
    [InlineData("tst", "test")]
    [InlineData("lost", "list")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    public void Finds_the_name_that_differs_by_a_third_of_its_letters_at_most(string typed, string? meant) =>
        Assert.Equal(meant, Spelling.Closest(typed, ["num_leaves", "list", "test"]));

    [Fact]
    public void Of_names_of_one_letter_another_is_no_slip()
    {
        Assert.Null(Spelling.Closest("x", ["a", "y"]));
        Assert.Equal("y", Spelling.Closest("Y", ["a", "y"]));
    }

    [Fact]
    public void Of_equally_close_names_takes_the_first_in_order() => Assert.Equal("bat", Spelling.Closest("cat", ["hat", "bat"]));

    [Fact]
    public void Lists_what_is_known_where_nothing_is_close()
    {
        Assert.Equal("Known: list, test.", Spelling.Remedy("xyz", ["list", "test"]));
        Assert.Equal("It has none.", Spelling.Remedy("xyz", []));
    }

    [Fact]
    public void Metrics_and_features_that_are_misspelt_are_told_with_the_nearest()
    {
        Assert.EndsWith("Did you mean 'accuracy'?", Assert.Throws<ArgumentException>(() => MetricCatalog.Of("acuracy")).Message.Split(" (Param")[0], StringComparison.Ordinal);
        Assert.Equal("Did you mean 'rsi'?", Assert.Throws<InputException>(() => FeatureSets.Resolve(["rsii(14)"], [], "--set")).Problems[0].Remedy);
        Assert.Equal("Did you mean 'btc43'?", Assert.Throws<InputException>(() => FeatureSets.Resolve(["btc34"], [], "--set")).Problems[0].Remedy);
        // A feature that exists is no slip; something else is wrong with it.
        Assert.StartsWith("Sets are ", Assert.Throws<InputException>(() => FeatureSets.Resolve(["rsi(x)"], [], "--set")).Problems[0].Remedy, StringComparison.Ordinal);
    }
}

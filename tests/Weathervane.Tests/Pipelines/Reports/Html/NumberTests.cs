using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Tests.Pipelines.Reports.Html;

public sealed class NumberTests
{
    [Fact]
    public void Scores_have_four_decimals_and_a_dash_where_undefined()
    {
        Assert.Equal("0.6749", Number.Score(0.67494));
        Assert.Equal("–", Number.Score(double.NaN));
        Assert.Equal("–", Number.Score(double.NegativeInfinity));
    }

    [Fact]
    public void Differences_have_a_sign_unless_they_show_as_zero()
    {
        Assert.Equal("+0.0012", Number.Signed(0.00119));
        Assert.Equal("−0.0012", Number.Signed(-0.00119));
        Assert.Equal("0.0000", Number.Signed(0.00004));
        Assert.Equal("0.0000", Number.Signed(-0.00004));
        Assert.Equal("–", Number.Interval(double.NaN, 1));
    }

    [Theory]
    [InlineData(0.00099, "< 0.001")]
    [InlineData(0.0031, "0.003")]
    [InlineData(0.049, "0.049")]
    [InlineData(0.317, "0.32")]
    [InlineData(double.NaN, "–")]
    public void P_values_show_what_the_tests_can_carry(double p, string text) => Assert.Equal(text, Number.PValue(p));

    [Theory]
    [InlineData(0.26, "0.3 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 0 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3_661, "1 h 1 min")]
    [InlineData(180_000, "50 h 0 min")]
    public void Durations_name_their_two_largest_units(double seconds, string text) =>
        Assert.Equal(text, Number.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Counts_and_shares_are_readable()
    {
        Assert.Equal("1,234,567", Number.Count(1_234_567));
        Assert.Equal("52.6%", Number.Percent(0.52617));
    }

    [Fact]
    public void Long_names_are_cut_between_characters()
    {
        Assert.Equal("abc", Words.Shorten("abc", 3));
        Assert.Equal("ab…", Words.Shorten("abcd", 3));

        // A character outside the basic plane takes two places and is never cut in half.
        Assert.Equal("a…", Words.Shorten("a\U0001F600bc", 3));
    }
}

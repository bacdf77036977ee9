namespace Weathervane.Tests;

public sealed class CheckTests
{
    [Fact]
    public void Names_the_argument_the_range_and_the_value()
    {
        var length = 1;
        Assert.StartsWith(
            "length must be in [2, 100000], but is 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Check.InRange(length, 2, 100_000)).Message);
    }

    [Fact]
    public void Names_the_property_when_an_init_accessor_asks() => Assert.StartsWith(
        "Trees must be in [1, 10], but is 0.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new Options { Trees = 0 }).Message);

    [Fact]
    public void Refuses_NaN() => Assert.Throws<ArgumentOutOfRangeException>(() => Check.InRange(double.NaN, 0, 1));

    [Fact]
    public void Lists_what_is_allowed_when_a_name_is_unknown()
    {
        var sampler = "tpee";
        Assert.StartsWith(
            "sampler must be one of random, tpe, but is 'tpee'. Did you mean 'tpe'?",
            Assert.Throws<ArgumentException>(() => Check.OneOf(sampler, ["random", "tpe"])).Message);
    }

    private sealed record Options
    {
        public int Trees { get; init => field = Check.InRange(value, 1, 10); } = 5;
    }
}

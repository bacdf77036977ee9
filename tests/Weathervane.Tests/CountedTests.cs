namespace Weathervane.Tests;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 runs")]
    [InlineData(1, "1 run")]
    [InlineData(2, "2 runs")]
    [InlineData(1234567, "1,234,567 runs")]
    public void A_word_follows_how_many_there_are(long count, string told) => Assert.Equal(told, Counted.Of(count, "run"));

    [Fact]
    public void A_word_may_have_a_plural_of_its_own() => Assert.Equal(["1 try", "2 tries"], [Counted.Of(1, "try", "tries"), Counted.Of(2, "try", "tries")]);
}

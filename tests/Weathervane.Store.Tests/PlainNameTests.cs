using Weathervane.Store.Models;

namespace Weathervane.Store.Tests;

/// <summary>What nobody can see is in no name, and shown where it is all the same.</summary>
public sealed class PlainNameTests
{
    [Theory]
    [InlineData("a\u200bb", "U+200B")]
    [InlineData("a\u202eb", "U+202E")]
    [InlineData("\u2066a", "U+2066")]
    [InlineData("a\ufeff", "U+FEFF")]
    [InlineData("a\u001b[2J", "U+001B")]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData(".", "place in a path")]
    [InlineData("..", "place in a path")]
    public void A_hidden_character_is_named_and_not_written_out(string name, string told)
    {
        var wrong = Assert.Throws<InputException>(() => PlainName.Check("name", name));
        Assert.Equal("name", wrong.Problems[0].Where);
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(name.Length > 2 ? name : "\u200b", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("btc 1h, größer/2")]
    [InlineData("東京 😀")]
    [InlineData("...")]
    public void What_can_be_seen_is_a_name(string name) => PlainName.Check("name", name);

    [Fact]
    public void A_text_is_shown_with_its_hidden_characters_spelt_out() => Assert.Equal("a\\u202Eb\\u001B[2J\n😀", PlainName.Shown("a\u202eb\u001b[2J\n😀"));

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void No_model_is_called_like_a_place_in_a_path(string name) => Assert.Contains("place in a path", Assert.Throws<InputException>(() => ModelName.Check(name)).Message, StringComparison.Ordinal);
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Weathervane.Tests;

namespace Weathervane.Web.Tests;

/// <summary>The words of both languages.</summary>
public sealed partial class WordsTests
{
    private static readonly Dictionary<string, string> English = Read("en"), French = Read("fr");

    [Fact]
    public void Both_languages_have_the_same_words_in_the_same_order() => Assert.Equal(English.Keys, French.Keys);

    [Fact]
    public void A_sentence_takes_the_same_values_in_both() =>
        Assert.All(English, word => Assert.Equal(Places(word.Value).Order(), Places(French[word.Key]).Order()));

    [Fact]
    public void No_word_is_empty_and_none_is_left_over()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "web/src"), "*.ts*", SearchOption.AllDirectories).Select(File.ReadAllText));
        // Words such as column.name are put together from a beginning and an id.
        var beginnings = Composed().Matches(sources).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.All(English, word => Assert.False(string.IsNullOrWhiteSpace(word.Value) || string.IsNullOrWhiteSpace(French[word.Key]), word.Key));
        Assert.DoesNotContain(English.Keys, k => !sources.Contains($"'{k}'", StringComparison.Ordinal) && !beginnings.Any(b => k.StartsWith(b, StringComparison.Ordinal)));
    }

    private static Dictionary<string, string> Read(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Repository.Root, $"web/src/i18n/{language}.json")))!;

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"t\(`([\w.-]+)\$\{")]
    private static partial Regex Composed();
}

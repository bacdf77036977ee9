using System.Buffers;
using System.Text;

namespace Weathervane.Store.Search;

/// <summary>Walks through a filter's text: the parser says what may come next, the scanner reads it or tells where it is not.</summary>
internal sealed class FilterScanner(string text, string where)
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@");

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");
    private int _at;

    /// <summary>The place of the next character that is not blank, from 1.</summary>
    internal int Place
    {
        get
        {
            SkipBlanks();
            return _at + 1;
        }
    }

    internal bool AtEnd
    {
        get
        {
            SkipBlanks();
            return _at == text.Length;
        }
    }

    /// <summary>Takes a word in any case where it stands next as a whole word.</summary>
    internal bool TakeWord(string word)
    {
        SkipBlanks();
        var end = _at + word.Length;
        if (string.Compare(text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0
            || (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.' or '-')))
        {
            return false;
        }

        _at = end;
        return true;
    }

    /// <summary>Takes a sign such as <c>&gt;=</c> where it stands next.</summary>
    internal bool TakeSign(string sign)
    {
        SkipBlanks();
        if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0)
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    /// <summary>Reads <c>entity.name</c>, where the name may stand in backticks or double quotes, or a name alone.</summary>
    internal FilterKey ReadKey()
    {
        var place = Place;
        if (_at < text.Length && text[_at] is '`' or '"')
        {
            return new FilterKey("", ReadQuoted(), place);
        }

        var start = _at;
        _at = EndOf(NameCharacters);
        var bare = text[start.._at];
        if (bare.Length == 0)
        {
            throw Wrong(place, _at == text.Length ? "it ends where a name should stand." : $"'{text[_at]}' stands where a name should.", "A condition reads: metrics.log_loss < 0.69.");
        }

        if (bare[^1] == '.' && _at < text.Length && text[_at] is '`' or '"')
        {
            return new FilterKey(bare[..^1], ReadQuoted(), place);
        }

        var dot = bare.IndexOf('.');
        return dot < 0 ? new FilterKey("", bare, place) : new FilterKey(bare[..dot], bare[(dot + 1)..], place);
    }

    /// <summary>Reads a text in quotes or a number.</summary>
    internal FilterValue ReadValue()
    {
        var place = Place;
        if (_at < text.Length && text[_at] is '\'' or '"')
        {
            return new FilterValue(ReadQuoted(), true);
        }

        var start = _at;
        _at = EndOf(NumberCharacters);
        if (_at == start)
        {
            _at = EndOf(NameCharacters);
            throw Wrong(
                place,
                _at == start ? "a value is missing." : $"'{text[start.._at]}' is neither a number nor a text in quotes.",
                "Write a number, or a text such as 'live'.");
        }

        return new FilterValue(text[start.._at], false);
    }

    internal InputException Wrong(int place, string what, string remedy) => new($"{where}, character {place}", what, remedy);

    /// <summary>What stands next, for a message.</summary>
    internal string Rest()
    {
        SkipBlanks();
        const int shown = 24;
        return _at == text.Length ? "the end" : text.Length - _at > shown ? $"'{text.Substring(_at, shown)}...'" : $"'{text[_at..]}'";
    }

    private string ReadQuoted()
    {
        var (place, quote, content) = (_at + 1, text[_at], new StringBuilder());
        while (true)
        {
            var end = text.IndexOf(quote, _at + 1);
            if (end < 0)
            {
                throw Wrong(place, $"the quote {quote} is not closed.", "Close it with the same quote; within a text, write it twice.");
            }

            content.Append(text, _at + 1, end - _at - 1);
            _at = end + 1;
            if (_at == text.Length || text[_at] != quote)
            {
                return content.ToString();
            }

            content.Append(quote);
        }
    }

    private int EndOf(SearchValues<char> characters)
    {
        var length = text.AsSpan(_at).IndexOfAnyExcept(characters);
        return length < 0 ? text.Length : _at + length;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }
}

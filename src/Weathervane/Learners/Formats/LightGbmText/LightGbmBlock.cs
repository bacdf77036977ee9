using System.Globalization;

namespace Weathervane.Learners.Formats.LightGbmText;

/// <summary>One block of <c>key=value</c> lines of a LightGBM file: its head, or one tree.</summary>
internal sealed class LightGbmBlock(string where)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The file and the tree, for problems.</summary>
    internal string Where => where;

    /// <summary>Takes one line; a line without '=' is a flag.</summary>
    internal void Add(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = at < 0 ? (line, "") : (line[..at], line[(at + 1)..]);
        if (!_values.TryAdd(key, value))
        {
            throw new InputException(where, $"'{Shorten(key)}' stands twice.");
        }
    }

    internal bool Has(string key) => _values.ContainsKey(key);

    internal string Text(string key) =>
        _values.TryGetValue(key, out var value) ? value : throw new InputException(where, $"'{key}' is missing.");

    internal int Int(string key, int min, int max) => ParseInt(key, Text(key), min, max);

    internal int Int(string key, int min, int max, int absent) => Has(key) ? Int(key, min, max) : absent;

    /// <summary>[count] numbers; empty where the key is missing and may be.</summary>
    internal double[] Doubles(string key, int count, bool optional = false) =>
        Split(key, count, optional, (_, text) => ParseDouble(key, text));

    /// <summary>[count] whole numbers.</summary>
    internal int[] Ints(string key, int count, int min, int max) => Split(key, count, false, (_, text) => ParseInt(key, text, min, max));

    /// <summary>[count] words of 32 bits.</summary>
    internal uint[] Words(string key, int count) => Split(key, count, false, (_, text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var word) ? word : throw NoNumber(key, text));

    private T[] Split<T>(string key, int count, bool optional, Func<int, string, T> parse)
    {
        if (optional && !Has(key))
        {
            return [];
        }

        var parts = Text(key).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == count
            ? [.. parts.Select((text, i) => parse(i, text))]
            : throw new InputException(where, $"'{key}' holds {parts.Length} values, but must hold {count}.");
    }

    private double ParseDouble(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw NoNumber(key, text);

    private int ParseInt(string key, string text, int min, int max)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw NoNumber(key, text);
        }

        return value >= min && value <= max ? value : throw new InputException(where, $"'{key}' holds {value}, which is not in [{min}, {max}].");
    }

    private InputException NoNumber(string key, string text) => new(where, $"'{key}' holds '{Shorten(text)}', which is no number.");

    private static string Shorten(string text) => text.Length > 40 ? text[..40] + "..." : text;
}

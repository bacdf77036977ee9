using System.Text.RegularExpressions;

namespace Weathervane.Bars.Reading;

/// <summary>Which field of a row is what.</summary>
/// <remarks>Positions are -1 where the file has no such column.</remarks>
internal sealed partial record ColumnMap
{
    private static readonly string[] TimeNames =
    [
        "timestamp", "open_time", "opentime", "datetime", "date_time", "unix", "unix_timestamp", "unixtime", "unix_time", "epoch", "ts", "date", "time", "t",
        "time_open", "timeopen", "start_time", "start", "period_start", "bar_time", "candle_time", "gmt_time", "local_time", "time_utc", "utc_time", "utc",
    ];

    private static readonly string[] CloseTimeNames = ["close_time", "closetime", "time_close", "timeclose", "end_time", "period_end", "bar_close"];
    private static readonly string[] OpenNames = ["open", "o", "open_price", "first"];
    private static readonly string[] HighNames = ["high", "h", "high_price", "max"];
    private static readonly string[] LowNames = ["low", "l", "low_price", "min"];
    private static readonly string[] CloseNames = ["close", "c", "close_price", "last", "close_last"];
    private static readonly string[] VolumeNames = ["volume", "v", "vol", "base_volume", "volume_base", "tick_volume", "tickvol"];
    private static readonly string[] Klines =
        ["open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "trades", "taker_base_volume", "taker_quote_volume", "ignore"];

    internal required int Time { get; init; }

    /// <summary>The time of day where the date stands in a column of its own.</summary>
    internal int TimeOfDay { get; init; } = -1;

    internal required int Open { get; init; }

    internal required int High { get; init; }

    internal required int Low { get; init; }

    internal required int Close { get; init; }

    internal int Volume { get; init; } = -1;

    /// <summary>Whether <see cref="Time"/> is the close's time, the file having no other.</summary>
    internal bool TimeIsClose { get; init; }

    /// <summary>A column of the above that the header names twice, word for word: nobody can say which of them is meant. Null for none.</summary>
    internal string? Twice { get; init; }

    /// <summary>Further columns that may hold numbers: name and position.</summary>
    internal required IReadOnlyList<(string Name, int Field)> Further { get; init; }

    /// <summary>Reads a header; null when the fields are none: no time or no close among them.</summary>
    /// <param name="fields">The fields of a line.</param>
    /// <param name="missing">The columns that a header lacks; empty when the map is whole.</param>
    internal static ColumnMap? FromHeader(IReadOnlyList<string> fields, out IReadOnlyList<string> missing)
    {
        var names = fields.Select(Normalise).ToList();
        var open = Find(names, OpenNames);
        var (high, low, close, volume) = (Find(names, HighNames), Find(names, LowNames), Find(names, CloseNames), FindVolume(names));
        var time = Find(names, TimeNames);
        var closeTime = Find(names, CloseTimeNames);
        var timeOfDay = time >= 0 && names[time] is "date" && names.IndexOf("time") is var second and >= 0 ? second : -1;
        missing = [.. new[] { ("time", Math.Max(time, closeTime)), ("open", open), ("high", high), ("low", low), ("close", close) }
            .Where(c => c.Item2 < 0).Select(c => c.Item1)];
        // Two of the five are enough to see that a header was meant, so that its message can name what it lacks.
        if (missing.Count > 3)
        {
            return null;
        }

        int[] taken = [time, closeTime, timeOfDay, open, high, low, close, volume];
        return new ColumnMap
        {
            Time = time >= 0 ? time : closeTime,
            TimeIsClose = time < 0,
            TimeOfDay = timeOfDay,
            Open = open,
            High = high,
            Low = low,
            Close = close,
            Volume = volume,
            Twice = taken.Where(i => i >= 0).Select(i => fields[i].Trim()).FirstOrDefault(name => fields.Count(f => string.Equals(f.Trim(), name, StringComparison.OrdinalIgnoreCase)) > 1),
            Further = FurtherColumns(fields, names, taken),
        };
    }

    /// <summary>The columns of a file without a header, told by their number: klines of an exchange, or time, prices and volume.</summary>
    /// <param name="count">Fields in a row.</param>
    /// <param name="dateAndTime">Whether the second field is a time of day.</param>
    internal static ColumnMap? WithoutHeader(int count, bool dateAndTime)
    {
        var first = dateAndTime ? 2 : 1;
        if (count < first + 4)
        {
            return null;
        }

        var prices = new ColumnMap
        {
            Time = 0,
            TimeOfDay = dateAndTime ? 1 : -1,
            Open = first,
            High = first + 1,
            Low = first + 2,
            Close = first + 3,
            Volume = count > first + 4 ? first + 4 : -1,
            Further = [],
        };
        return prices with
        {
            Further = !dateAndTime && count == Klines.Length
                ? [.. Enumerable.Range(7, 4).Select(i => (Klines[i], i))]
                : [.. Enumerable.Range(first + 5, Math.Max(0, count - first - 5)).Select(i => ($"column_{i + 1}", i))],
        };
    }

    private static List<(string Name, int Field)> FurtherColumns(IReadOnlyList<string> fields, List<string> names, int[] taken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var further = new List<(string, int)>();
        for (var i = 0; i < fields.Count; i++)
        {
            var name = fields[i].Trim();
            if (taken.Contains(i) || name.Length == 0 || TimeNames.Contains(names[i]) || CloseTimeNames.Contains(names[i]))
            {
                continue;
            }

            for (var copy = 2; !used.Add(name); copy++)
            {
                name = $"{fields[i].Trim()}.{copy}";
            }

            further.Add((name, i));
        }

        return further;
    }

    private static int Find(List<string> names, string[] known) => known.Select(k => names.IndexOf(k)).FirstOrDefault(i => i >= 0, -1);

    private static int FindVolume(List<string> names) =>
        Find(names, VolumeNames) is var known and >= 0 ? known : names.FindIndex(n => n.StartsWith("volume_", StringComparison.Ordinal));

    /// <summary>Lower case, words joined by underscores, without what some tools put around a name: <c>&lt;OPEN&gt;</c>, <c>1. open</c>, <c>close_15m</c>, <c>Open (GBPUSD)</c>.</summary>
    private static string Normalise(string name)
    {
        var words = Separators().Replace(Parenthesis().Replace(name, "").Trim().ToLowerInvariant(), "_").Trim('_');
        words = LeadingNumber().Replace(words, "");
        return IntervalSuffix().Replace(words, "") is { Length: > 0 } bare ? bare : words;
    }

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"^\d+_")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"_(?:\d+(?:s|sec|m|min|h|hr|hour|d|day|w|mo)?|[mhdw]\d+|bid|ask|mid|utc|gmt|ms|us|ns|usd|usdt)$")]
    private static partial Regex IntervalSuffix();
}

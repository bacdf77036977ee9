using CsvHelper;

namespace Weathervane.Bars.Reading;

/// <summary>Reads the lines of a CSV file into <see cref="BarRows"/>: finds the header, follows it when it changes, skips what holds no bar.</summary>
internal sealed class CsvRows
{
    /// <summary>What a number looks like, for whoever wrote another.</summary>
    internal const string NumbersAre = "Numbers are like 1234.5 or 1.2e3: a point for decimals, nothing between thousands.";

    private const string CommasAre = "Numbers are like 1234,5 or 1.234,5: a comma for decimals, points between thousands alone.";

    private const int LineBytesMax = 1 << 18;
    private const int ColumnsMax = 1_000;
    private const int LinesBeforeHeaderMax = 10;
    private const int ProblemsShown = 5;
    private readonly CsvReader _csv;
    private readonly string _file;
    private readonly FileClock _clock;
    private readonly BarRows _rows = new();
    private readonly List<InputProblem> _problems = [];
    private readonly double[] _prices = new double[5];
    private ColumnMap? _map;
    private (string Name, List<double> Values, int Field)[] _further = [];

    private readonly DateOrder _dates;
    private readonly DecimalMark _decimal;

    private CsvRows(CsvReader csv, string file, MarketClock? clock, BarReadOptions options) =>
        (_csv, _file, _clock, _dates, _decimal) = (csv, file, new FileClock(clock), options.Dates, options.Decimal);

    /// <summary>Reads all rows.</summary>
    /// <param name="stream">Text.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="clock">The clock of its times; null for what they say themselves, else UTC.</param>
    /// <param name="options">How dates and numbers are written.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">The file is no table of bars, or rows of it cannot be read.</exception>
    internal static BarRows Read(Stream stream, string file, MarketClock? clock, BarReadOptions options, CancellationToken cancel)
    {
        try
        {
            using var csv = CsvReader.Create(stream, new CsvReaderOptions
            {
                HasHeader = false,
                SkipEmptyLines = false,
                TrackLineNumbers = true,
                TrimWhitespace = true,
                AllowLineBreaksInQuotes = false,
                MaxRecordSize = LineBytesMax,
            });
            return new CsvRows(csv, file, clock, options).ReadAll(cancel);
        }
        catch (CsvFormatException wrong)
        {
            throw new InputException(file, $"is not a CSV file: {wrong.Message}", $"A line may hold {LineBytesMax} bytes.");
        }
    }

    private BarRows ReadAll(CancellationToken cancel)
    {
        var lines = 0L;
        while (_csv.Read())
        {
            if ((++lines & 0xFFF) == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            if (_csv.FieldCount > ColumnsMax)
            {
                throw new InputException($"{_file}, line {_csv.LineNumber}", $"holds {_csv.FieldCount} columns;", $"at most {ColumnsMax} are read.");
            }

            if (_map is null)
            {
                FindColumns();
            }
            else
            {
                ReadRow(_map);
            }

            if (_problems.Count == ProblemsShown)
            {
                break;
            }
        }

        if (_problems.Count > 0)
        {
            throw new InputException(_problems);
        }

        if (_map is null)
        {
            throw lines == 0
                ? new InputException(_file, "is empty.", "A file of bars has a header such as timestamp,open,high,low,close,volume and a line a bar.")
                : NoColumns();
        }

        (_rows.SkippedTimes, _rows.TimeIsClose) = (_clock.Skipped, _map.TimeIsClose);
        return _rows;
    }

    private void FindColumns()
    {
        if (_csv.RawRecord.Contains((byte)0))
        {
            throw new InputException(_file, "holds binary data, not text.", "Bars are read from CSV and from .csv.gz; unpack or export other formats first.");
        }

        if (IsBlank())
        {
            _rows.BlankRows++;
            return;
        }

        if (TimeText.TryParse(_csv.GetSpan(0), _dates, out _, out _))
        {
            Use(ColumnMap.WithoutHeader(_csv.FieldCount, TimeText.TryTimeOfDay(_csv.GetSpan(1), out _)) ?? throw NoColumns());
            ReadRow(_map!);
            return;
        }

        if (!TryHeader() && ++_rows.StrayHeaders == LinesBeforeHeaderMax)
        {
            throw NoColumns();
        }
    }

    private bool TryHeader()
    {
        var fields = Enumerable.Range(0, _csv.FieldCount).Select(_csv.GetString).ToList();
        var map = ColumnMap.FromHeader(fields, out var missing);
        if (map is null)
        {
            return false;
        }

        if (missing.Count > 0)
        {
            throw new InputException(
                $"{_file}, line {_csv.LineNumber}",
                $"the header '{Shown(string.Join(_csv.Separator, fields))}' has no column for {string.Join(", ", missing)}.",
                "Columns are found by names such as timestamp, time, date, open_time; open, high, low, close or o, h, l, c; volume.");
        }

        if (map.Twice is { } name)
        {
            throw new InputException($"{_file}, line {_csv.LineNumber}", $"the header names the column '{Shown(name)}' twice.", "Rename or remove one of them.");
        }

        Use(map);
        return true;
    }

    private void Use(ColumnMap map)
    {
        _map = map;
        _further = [.. from column in map.Further
                       let values = _rows.FurtherColumn(column.Name)
                       where values is not null
                       select (column.Name, values, column.Field)];
    }

    private void ReadRow(ColumnMap map)
    {
        if (!TryTime(map, out var wall, out var offset))
        {
            ReadOther(map);
            return;
        }

        if (!TryPrices(map, out var prices))
        {
            return;
        }

        if (prices < 4)
        {
            _rows.BlankRows++;
            if (prices > 0)
            {
                _rows.PartTimes.Add(_clock.ToUtc(wall, offset, repeats: false));
            }

            return;
        }

        var repeats = _rows.Count > 0 && Repeats();
        ReadFurther();
        _rows.Add(_clock.ToUtc(wall, offset, repeats), _prices[0], _prices[1], _prices[2], _prices[3], _prices[4]);
    }

    /// <summary>A line without a time: blank, another header, or wrong.</summary>
    private void ReadOther(ColumnMap map)
    {
        if (IsBlank())
        {
            _rows.BlankRows++;
        }
        else if (TryHeader())
        {
            _rows.StrayHeaders++;
        }
        else
        {
            var time = _csv.GetString(map.Time) + (map.TimeOfDay < 0 ? "" : " " + _csv.GetString(map.TimeOfDay));
            AddProblem($"'{Shown(time)}' is not a time.", TimesAre(System.Text.Encoding.UTF8.GetBytes(time)));
        }
    }

    private bool TryTime(ColumnMap map, out DateTime wall, out TimeSpan? offset)
    {
        if (!TimeText.TryParse(_csv.GetSpan(map.Time), _dates, out wall, out offset))
        {
            return false;
        }

        if (map.TimeOfDay < 0)
        {
            return true;
        }

        var read = TimeText.TryTimeOfDay(_csv.GetSpan(map.TimeOfDay), out var time);
        wall = wall.Date + time;
        return read;
    }

    /// <param name="map">Where they stand.</param>
    /// <param name="prices">How many of the four there are.</param>
    private bool TryPrices(ColumnMap map, out int prices)
    {
        prices = 4;
        ReadOnlySpan<int> fields = [map.Open, map.High, map.Low, map.Close, map.Volume];
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] < 0)
            {
                _prices[i] = 0;
            }
            else if (!TryNumber(fields[i], out _prices[i]))
            {
                var number = _csv.GetString(fields[i]);
                AddProblem($"'{Shown(number)}' is not a number.", _decimal == DecimalMark.Comma ? CommasAre : number.Contains(',') ? $"{NumbersAre} {OtherwiseBy("--decimal comma", "decimal: comma")}" : NumbersAre);
                return false;
            }
            else if (!double.IsFinite(_prices[i]))
            {
                // A bar without a volume is a bar, one without a price is none.
                _prices[i] = 0;
                prices -= i == 4 ? 0 : 1;
            }
        }

        return true;
    }

    private void ReadFurther()
    {
        if (_further.Length > 0 && _rows.Full)
        {
            throw new InputException(_file, $"holds more than {BarRows.FurtherValuesMax} values in further columns.", "Leave out columns or split the file.");
        }

        for (var i = 0; i < _further.Length; i++)
        {
            var (name, values, field) = _further[i];
            if (TryNumber(field, out var value))
            {
                _rows.AddFurther(values, value);
            }
            else
            {
                _rows.MarkText(name);
                _further = [.. _further.Where(f => f.Name != name)];
                i--;
            }
        }
    }

    /// <summary>Reads a number; NaN where the field is empty or says that there is none.</summary>
    private bool TryNumber(int field, out double value)
    {
        if (_decimal == DecimalMark.Comma)
        {
            var text = _csv.GetSpan(field);
            return CommaNumber.TryParse(text, out value) || IsNothing(text);
        }

        // The thousands separator that the parser allows is another country's decimal point: 1,2345 must not become 12345.
        if (_csv.TryParse(field, out value))
        {
            return _csv.Separator == ',' && _csv.GetRawSpan(field) is not [(byte)'"', ..] || !_csv.GetSpan(field).Contains((byte)',');
        }

        value = double.NaN;
        return IsNothing(_csv.GetSpan(field));
    }

    /// <summary>What times look like, for whoever wrote another; where it is a date that begins with the day or the month, how it can be read.</summary>
    private static string TimesAre(ReadOnlySpan<byte> wrong)
    {
        const string are = "Times are like 2024-01-31T23:00:00Z, 2024-01-31 23:00, 2024-01-31, 20240131 230000 or seconds to nanoseconds since 1970.";
        var (byDay, byMonth) = (TimeText.TryParse(wrong, DateOrder.DayFirst, out _, out _), TimeText.TryParse(wrong, DateOrder.MonthFirst, out _, out _));
        return byDay && byMonth ? $"{are} Whether the day or the month comes first only you know. {OtherwiseBy("--dates day-first (or month-first)", "dates: day-first")}"
            : byDay ? $"{are} {OtherwiseBy("--dates day-first", "dates: day-first")}"
            : byMonth ? $"{are} {OtherwiseBy("--dates month-first", "dates: month-first")}"
            : are;
    }

    /// <summary>How a file is read all the same.</summary>
    private static string OtherwiseBy(string option, string setting) =>
        $"'vane bars clean FILE {option} -o NEW.csv' writes it anew; a pipeline reads it with '{setting}' under 'bars'.";

    private static bool IsNothing(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text is [(byte)'-'] || (text.Length <= 4 && System.Text.Encoding.UTF8.GetString(text).ToUpperInvariant() is "NAN" or "NULL" or "NONE" or "N/A" or "NA" or "INF" or "-INF" or "<NA>");

    private bool IsBlank()
    {
        for (var i = 0; i < _csv.FieldCount; i++)
        {
            if (!_csv.IsEmpty(i))
            {
                return false;
            }
        }

        return true;
    }

    private bool Repeats() =>
        _rows.Open[^1] == _prices[0] && _rows.High[^1] == _prices[1] && _rows.Low[^1] == _prices[2] && _rows.Close[^1] == _prices[3] && _rows.Volume[^1] == _prices[4];

    private void AddProblem(string what, string remedy) => _problems.Add(new InputProblem($"{_file}, line {_csv.LineNumber}", what, remedy));

    private InputException NoColumns() => new(
        _file,
        "holds no columns of bars in its first lines.",
        "A file of bars has a header such as timestamp,open,high,low,close,volume, or no header and the columns time, open, high, low, close[, volume] or the twelve of exchange klines.");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}

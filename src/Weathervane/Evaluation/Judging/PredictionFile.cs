using System.Globalization;
using System.Text;
using CsvHelper;
using Weathervane.Bars.Reading;

namespace Weathervane.Evaluation.Judging;

/// <summary>Reads predictions from CSV, plain or gzip, whoever wrote them.</summary>
/// <remarks>Columns are found by many names; without a header by their places: time, probability, label. Labels are 0/1, -1/1, true/false or up/down,
/// and may be missing row by row; a row without a probability is left out. What 'vane predict' writes is read as it is: by its column 'bar', and with its targets.</remarks>
public static class PredictionFile
{
    private const int ProblemsShown = 10;
    private const long TextBytesMax = 1L << 32;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A .csv or .csv.gz file.</param>
    /// <param name="time">What the times are to mean: a column named so is taken before others; null for the first.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">The file does not exist, or is no table of predictions; up to ten problems at once, each with its line.</exception>
    public static Predictions Read(string path, PredictionTime? time = null, CancellationToken cancel = default)
    {
        if (!File.Exists(path))
        {
            throw new InputException(path, Directory.Exists(path) ? "is a folder." : "does not exist.", "Name a .csv file with a time, a probability and, where known, a label a row.");
        }

        using var stream = File.OpenRead(path);
        return Read(stream, path, time, cancel);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">CSV text or gzip of it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="time">What the times are to mean; null for what the first column says.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">It is no table of predictions.</exception>
    public static Predictions Read(Stream stream, string name, PredictionTime? time = null, CancellationToken cancel = default)
    {
        try
        {
            using var text = new TextStream(stream, name, TextBytesMax);
            using var csv = CsvReader.Create(text, new CsvReaderOptions
            {
                HasHeader = false, SkipEmptyLines = true, TrackLineNumbers = true, TrimWhitespace = true, AllowLineBreaksInQuotes = false, MaxRecordSize = 1 << 18,
            });
            return new Rows(csv, name, time).Read(cancel);
        }
        catch (CsvFormatException wrong)
        {
            throw new InputException(name, $"is not a CSV file: {wrong.Message}");
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new InputException(name, "is a damaged or truncated .gz file.", "Fetch or pack it again.");
        }
    }

    private sealed class Rows(CsvReader csv, string name, PredictionTime? wanted)
    {
        private readonly List<double> _probabilities = [], _labels = [];
        private readonly List<DateTime> _times = [], _targets = [];
        private readonly List<ForecastPart> _parts = [];
        private readonly List<InputProblem> _problems = [];
        private string? _series;
        private int _unsaid, _width;
        private bool _zeros, _minuses;

        internal Predictions Read(CancellationToken cancel)
        {
            List<string>? header = null;
            PredictionColumns? columns = null;
            while (csv.Read() && _problems.Count < ProblemsShown)
            {
                if ((csv.LineNumber & 0xFFF) == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                }

                List<string> fields = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
                if (fields.All(string.IsNullOrWhiteSpace))
                {
                    continue;
                }

                // The header's, else the first row's.
                _width = _width == 0 ? fields.Count : _width;
                if (header is null && columns is null && PredictionColumns.IsHeader(fields))
                {
                    header = fields;
                    continue;
                }

                columns ??= header is null
                    ? PredictionColumns.ByPlace(fields, name, t => Time(t) is not null)
                    : PredictionColumns.ByName(header, fields, name, wanted, t => Time(t) is not null);
                Add(fields, columns);
            }

            if (_problems.Count > 0)
            {
                throw new InputException(_problems);
            }

            return columns is not null && _probabilities.Count > 0 ? Result(columns) : throw new InputException(
                name,
                header is null ? "is empty." : columns is null ? "has a header and no rows." : "says no probability in any row.",
                "It needs a time, a probability and, where known, a label a row.");
        }

        private Predictions Result(PredictionColumns columns) =>
            new([.. _probabilities], columns.Time < 0 ? null : [.. _times], columns.Label < 0 ? null : [.. _labels], columns.Words)
            {
                Meaning = columns.Meaning,
                Targets = columns.Target < 0 ? null : [.. _targets],
                Parts = columns.Part < 0 ? null : [.. _parts],
                Series = _series,
                Unsaid = _unsaid,
            };

        private void Add(List<string> fields, PredictionColumns columns)
        {
            var count = _problems.Count;
            string Field(int column) => column < fields.Count ? fields[column] : "";
            // A decimal comma, or a comma within a text: what stands in which column then nobody knows.
            Refuse(
                fields.Skip(_width).Any(f => !string.IsNullOrWhiteSpace(f)), $"has {fields.Count} fields, but the first line has {_width}.",
                "Write decimal points, not commas, and put texts that hold the separator in quotes.");
            if (_problems.Count > count)
            {
                return;
            }

            if (columns.Probability < fields.Count && Field(columns.Probability).Trim().ToLowerInvariant() is "" or "nan")
            {
                _unsaid++;
                return;
            }

            if (columns.Time >= 0)
            {
                var time = Time(Field(columns.Time));
                _times.Add(time ?? default);
                Refuse(time is null, $"'{Field(columns.Time)}' is not a time.", "Times are like 2024-01-31T23:00:00Z, 2024-01-31 23:00, 2024-01-31 or seconds since 1970.");
            }

            if (columns.Target >= 0)
            {
                _targets.Add(Time(Field(columns.Target)) ?? default);
            }

            var said = Word(Field(columns.Probability));
            var isNumber = double.TryParse(Field(columns.Probability), NumberStyles.Float, CultureInfo.InvariantCulture, out var probability) || said is not null;
            probability = said ?? probability;
            Refuse(!isNumber || double.IsNaN(probability), $"'{Field(columns.Probability)}' is not a probability.", "It is a number in [0, 1], with a point for decimals.");
            Refuse(isNumber && (probability < 0 || probability > 1), $"the probability {Field(columns.Probability)} is outside [0, 1].", "Raw scores must be made probabilities first, percents divided by 100.");
            _probabilities.Add(probability);
            if (columns.Label >= 0)
            {
                var text = Field(columns.Label).Trim();
                var label = Label(text);
                _labels.Add(label ?? double.NaN);
                (_zeros, _minuses) = (_zeros || text is "0" or "0.0", _minuses || text is "-1" or "-1.0");
                Refuse(_zeros && _minuses, "the labels hold both 0 and -1.", "Down is one of the two. Where 0 means that nothing moved, leave it empty: a row without an outcome is not scored.");
                Refuse(label is null, $"'{Field(columns.Label)}' is not a label.", "A label is 0 or 1, -1 or 1, true or false, up or down, or nothing where it is not known.");
            }

            if (columns.Part >= 0)
            {
                var part = PredictionColumns.PartOf(Field(columns.Part));
                _parts.Add(part ?? default);
                _series ??= columns.Series >= 0 && Field(columns.Series).Trim() is { Length: > 0 } series ? series : null;
                Refuse(part is null, $"'{Field(columns.Part)}' is no part of the bars.", "It is new, sealed or learnt; where the column means something else, give it another name.");
            }

            void Refuse(bool isWrong, string what, string remedy)
            {
                // One problem a line says enough.
                if (isWrong && _problems.Count == count)
                {
                    _problems.Add(new InputProblem(FormattableString.Invariant($"{name}, line {csv.LineNumber}"), what, remedy));
                }
            }
        }

        /// <summary>As the reader of bars understands them; without an offset they are UTC.</summary>
        private static DateTime? Time(string text) => TimeText.Utc(Encoding.UTF8.GetBytes(text));

        /// <summary>A decision in words; null for anything else.</summary>
        private static double? Word(string text) => text.Trim().ToLowerInvariant() switch
        {
            "true" or "up" => 1,
            "false" or "down" => 0,
            _ => null,
        };

        private static double? Label(string text) => text.Trim().ToLowerInvariant() switch
        {
            "1" or "1.0" or "+1" => 1,
            "0" or "0.0" or "-1" or "-1.0" => 0,
            var word when Word(word) is { } said => said,
            "" or "nan" or "na" or "null" or "none" => double.NaN,
            _ => null,
        };
    }
}

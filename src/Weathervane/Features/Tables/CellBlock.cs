using System.Buffers;
using CsvHelper;

namespace Weathervane.Features.Tables;

/// <summary>Which cells of a line are wanted.</summary>
/// <param name="Fields">[columns] the place of each wanted column in a line.</param>
/// <param name="Names">[columns] their names.</param>
/// <param name="Width">Cells in the header.</param>
/// <param name="Separator">What stands between cells.</param>
internal sealed record TableShape(int[] Fields, IReadOnlyList<string> Names, int Width, char Separator);

/// <summary>The numbers of a block of lines, row by row, in rented memory.</summary>
internal sealed class CellBlock
{
    private readonly double[] _values;
    private readonly TableShape _shape;
    private readonly bool _mayHoldCommas;

    private CellBlock(TableShape shape, LineBlock block)
    {
        (_shape, Bad) = (shape, new BadCells(shape.Names));
        _values = ArrayPool<double>.Shared.Rent(checked(block.Lines * shape.Fields.Length));
        _mayHoldCommas = shape.Separator != ',' || block.Text.Span.Contains((byte)'"');
    }

    internal int Rows { get; private set; }

    internal BadCells Bad { get; }

    /// <summary>[rows x columns], row by row.</summary>
    internal ReadOnlySpan<double> Values => _values.AsSpan(0, Rows * _shape.Fields.Length);

    /// <summary>Opens a block as CSV.</summary>
    internal static CsvReader Open(LineBlock block, char? separator) => CsvReader.Create(block.Text, new CsvReaderOptions
    {
        Separator = separator, HasHeader = false, SkipEmptyLines = true, TrackLineNumbers = true, TrimWhitespace = true, AllowLineBreaksInQuotes = false,
    });

    /// <summary>Reads the lines of a block that the reader has not passed yet.</summary>
    internal static CellBlock Of(LineBlock block, TableShape shape, CsvReader csv)
    {
        var cells = new CellBlock(shape, block);
        while (csv.Read())
        {
            if (csv.FieldCount != shape.Width && !EndsInSeparator(csv, shape.Width))
            {
                cells.Bad.AddLine(block.FirstLine + csv.LineNumber - 1, csv.FieldCount);
                continue;
            }

            cells.ReadRow(csv, block.FirstLine);
        }

        return cells;
    }

    internal void GiveBack() => ArrayPool<double>.Shared.Return(_values);

    /// <summary>Some programs end each line with a separator.</summary>
    private static bool EndsInSeparator(CsvReader csv, int width) => csv.FieldCount == width + 1 && csv.IsEmpty(width);

    private void ReadRow(CsvReader csv, long firstLine)
    {
        var row = _values.AsSpan(Rows * _shape.Fields.Length, _shape.Fields.Length);
        for (var c = 0; c < row.Length; c++)
        {
            // The thousands separator that the parser allows is another country's decimal point: 1,2345 must not become 12345.
            if (!csv.TryParse(_shape.Fields[c], out row[c]) || (_mayHoldCommas && csv.GetSpan(_shape.Fields[c]).Contains((byte)',')))
            {
                if (Word(csv.GetSpan(_shape.Fields[c])) is { } known)
                {
                    row[c] = known;
                }
                else
                {
                    Bad.Add(c, firstLine + csv.LineNumber - 1, csv.GetString(_shape.Fields[c]));
                }
            }
        }

        Rows++;
    }

    /// <summary>The number that a word stands for; null where it stands for none.</summary>
    private static double? Word(ReadOnlySpan<byte> text) => text.Length > 5 ? null : System.Text.Encoding.UTF8.GetString(text).ToUpperInvariant() switch
    {
        "" or "NAN" or "NA" or "N/A" or "<NA>" or "NULL" or "NONE" => double.NaN,
        "TRUE" => 1,
        "FALSE" => 0,
        "INF" or "+INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        _ => null,
    };
}

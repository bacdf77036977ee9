namespace Weathervane.Features;

/// <summary>Named columns of numbers over the same rows, stored column by column. NaN means unknown.</summary>
/// <remarks>Immutable by convention once filled. <see cref="Slice"/> shares the memory; <see cref="TakeRows"/> and
/// <see cref="TakeColumns"/> copy.</remarks>
public sealed class FeatureMatrix
{
    private readonly double[] _values;
    private readonly int _offset, _stride;

    /// <summary>Wraps values that are stored column by column.</summary>
    /// <param name="names">[columns] names.</param>
    /// <param name="values">[columns x rows], the first column first.</param>
    /// <param name="rows">How many rows.</param>
    /// <exception cref="ArgumentException">The number of values is not rows x columns.</exception>
    public FeatureMatrix(IReadOnlyList<string> names, double[] values, int rows)
        : this(names, values, rows, 0, rows) => Check.SameLength(values.Length, checked(names.Count * rows), nameof(values));

    internal FeatureMatrix(IReadOnlyList<string> names, double[] values, int rows, int offset, int stride) =>
        (Names, _values, Rows, _offset, _stride) = (names, values, rows, offset, stride);

    /// <summary>[columns] names, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many columns there are.</summary>
    public int Columns => Names.Count;

    /// <summary>One value.</summary>
    /// <param name="row">0 to rows - 1.</param>
    /// <param name="column">0 to columns - 1.</param>
    public double this[int row, int column] => Column(column)[row];

    /// <summary>One column, [rows].</summary>
    /// <param name="column">0 to columns - 1.</param>
    public ReadOnlySpan<double> Column(int column) => _values.AsSpan(_offset + (column * _stride), Rows);

    /// <summary>Copies one row, [columns].</summary>
    /// <param name="row">0 to rows - 1.</param>
    /// <param name="destination">[columns], filled in the order of <see cref="Names"/>.</param>
    public void CopyRow(int row, Span<double> destination)
    {
        Check.InRange(row, 0, Rows - 1);
        Check.SameLength(destination.Length, Columns, nameof(destination));
        for (var c = 0; c < destination.Length; c++)
        {
            destination[c] = _values[_offset + (c * _stride) + row];
        }
    }

    /// <summary>Neighbouring rows, without copying.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    public FeatureMatrix Slice(int start, int count)
    {
        Check.InRange(start, 0, Rows);
        Check.InRange(count, 0, Rows - start);
        return new FeatureMatrix(Names, _values, count, _offset + start, _stride);
    }

    /// <summary>Neighbouring columns, without copying.</summary>
    /// <param name="start">The first column.</param>
    /// <param name="count">How many columns.</param>
    public FeatureMatrix SliceColumns(int start, int count)
    {
        Check.InRange(start, 0, Columns);
        Check.InRange(count, 0, Columns - start);
        return new FeatureMatrix([.. Names.Skip(start).Take(count)], _values, Rows, _offset + (start * _stride), _stride);
    }

    /// <summary>Copies the chosen rows, in the order given; a row may come twice.</summary>
    /// <param name="rows">Row numbers.</param>
    public FeatureMatrix TakeRows(ReadOnlySpan<int> rows)
    {
        var values = new double[checked(Columns * rows.Length)];
        for (var c = 0; c < Columns; c++)
        {
            var source = Column(c);
            var destination = values.AsSpan(c * rows.Length, rows.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                destination[i] = source[rows[i]];
            }
        }

        return new FeatureMatrix(Names, values, rows.Length);
    }

    /// <summary>Copies the chosen columns, in the order given.</summary>
    /// <param name="columns">Column numbers.</param>
    public FeatureMatrix TakeColumns(ReadOnlySpan<int> columns)
    {
        var values = new double[checked(Rows * columns.Length)];
        var names = new string[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            names[c] = Names[columns[c]];
            Column(columns[c]).CopyTo(values.AsSpan(c * Rows));
        }

        return new FeatureMatrix(names, values, Rows);
    }
}

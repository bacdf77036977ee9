namespace Weathervane.Features.Tables;

/// <summary>Columns that rows are added to. Memory that no row has reached yet costs nothing until it is written.</summary>
internal sealed class GrowingColumns(IReadOnlyList<string> names)
{
    private const int TileRows = 64;
    private double[] _values = [];
    private int _room;

    internal int Rows { get; private set; }

    /// <summary>Adds rows.</summary>
    /// <param name="block">The rows, row by row.</param>
    /// <param name="expected">How many rows there will probably be in all: room for them is made where there is none for the block.</param>
    /// <param name="file">The file's name, for problems.</param>
    /// <exception cref="InputException">There are more cells than an array can hold.</exception>
    internal void Add(CellBlock block, long expected, string file)
    {
        if (Rows + block.Rows > _room)
        {
            Grow(Math.Max(Rows + block.Rows, Math.Min(expected, Array.MaxLength / Math.Max(names.Count, 1))), file);
        }

        // Tile by tile, so that both sides stay in the cache.
        var values = block.Values;
        for (var from = 0; from < block.Rows; from += TileRows)
        {
            var to = Math.Min(from + TileRows, block.Rows);
            for (var c = 0; c < names.Count; c++)
            {
                var column = _values.AsSpan((c * _room) + Rows, to);
                for (var row = from; row < to; row++)
                {
                    column[row] = values[(row * names.Count) + c];
                }
            }
        }

        Rows += block.Rows;
    }

    /// <summary>The table; nothing may be added any more.</summary>
    internal FeatureMatrix ToMatrix() => new(names, _values, Rows, 0, _room);

    private void Grow(long room, string file)
    {
        if (room * names.Count > Array.MaxLength)
        {
            throw new InputException(file, $"holds more than {Array.MaxLength} cells.", "Take fewer rows or fewer columns.");
        }

        var larger = GC.AllocateUninitializedArray<double>((int)room * names.Count);
        for (var c = 0; c < names.Count; c++)
        {
            _values.AsSpan(c * _room, Rows).CopyTo(larger.AsSpan(c * (int)room));
        }

        (_values, _room) = (larger, (int)room);
    }
}

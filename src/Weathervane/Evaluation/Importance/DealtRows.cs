using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Importance;

/// <summary>Rows of which some columns at a time are dealt out anew, and put right again.</summary>
internal sealed class DealtRows
{
    private readonly FeatureMatrix _original;
    private readonly double[] _values;

    internal DealtRows(FeatureMatrix features)
    {
        _original = features;
        _values = new double[checked(features.Rows * features.Columns)];
        Restore([.. Enumerable.Range(0, features.Columns)]);
        Features = new FeatureMatrix(features.Names, _values, features.Rows);
    }

    internal FeatureMatrix Features { get; }

    /// <summary>The columns' blocks of rows one behind the other in a random order, the same for all of them; the last block may be shorter.</summary>
    internal void Deal(IReadOnlyList<int> columns, int blockRows, SeededRandom random)
    {
        var blocks = new int[((_original.Rows - 1) / blockRows) + 1];
        for (var block = 0; block < blocks.Length; block++)
        {
            blocks[block] = block;
        }

        random.Shuffle(blocks.AsSpan());
        foreach (var column in columns)
        {
            var values = _original.Column(column);
            var destination = Column(column);
            foreach (var block in blocks)
            {
                var from = block * blockRows;
                var run = values.Slice(from, Math.Min(blockRows, values.Length - from));
                run.CopyTo(destination);
                destination = destination[run.Length..];
            }
        }
    }

    /// <summary>Puts columns right again.</summary>
    internal void Restore(IReadOnlyList<int> columns)
    {
        foreach (var column in columns)
        {
            _original.Column(column).CopyTo(Column(column));
        }
    }

    private Span<double> Column(int column) => _values.AsSpan(column * _original.Rows, _original.Rows);
}

using Weathervane.Features;

namespace Weathervane.Learners.Trees;

/// <summary>Rows as 8-bit bin codes, eight columns to a word, so that one load serves eight histogram updates.</summary>
/// <remarks>Immutable, and the same for every learner with the same <c>max_bin</c>: trials over the same rows share it.</remarks>
internal sealed class BinnedRows
{
    /// <summary>Columns in one word.</summary>
    internal const int GroupWidth = 8;

    private BinnedRows(IReadOnlyList<string> names, int rows)
    {
        (Names, Rows) = (names, rows);
        Edges = new double[names.Count][];
        Words = new ulong[(names.Count + GroupWidth - 1) / GroupWidth][];
    }

    /// <summary>[columns] names.</summary>
    internal IReadOnlyList<string> Names { get; }

    internal int Rows { get; }

    internal int Columns => Names.Count;

    internal int Groups => Words.Length;

    /// <summary>[columns] edges of the bins, from these rows alone.</summary>
    internal double[][] Edges { get; }

    /// <summary>[groups][rows]: the code of column 8 g + k is byte k of word g.</summary>
    internal ulong[][] Words { get; }

    /// <summary>How many bins a column has, missing not counted.</summary>
    internal int Bins(int column) => Edges[column].Length + 1;

    /// <summary>The bit at which a column's code starts in its word.</summary>
    internal static int Shift(int column) => (column & 7) << 3;

    /// <summary>The words that hold a column.</summary>
    internal ulong[] WordsOf(int column) => Words[column >> 3];

    /// <summary>Cuts every column into at most <paramref name="maxBin"/> bins.</summary>
    internal static BinnedRows Of(FeatureMatrix features, int maxBin, Crew crew)
    {
        var binned = new BinnedRows(features.Names, features.Rows);
        crew.Run(binned.Columns, column => binned.Edges[column] = BinEdges.Of(features.Column(column), maxBin));
        crew.Run(binned.Groups, group =>
        {
            var words = binned.Words[group] = new ulong[features.Rows];
            for (var column = group * GroupWidth; column < Math.Min((group + 1) * GroupWidth, features.Columns); column++)
            {
                var values = features.Column(column);
                var (edges, shift) = (binned.Edges[column], Shift(column));
                for (var i = 0; i < words.Length; i++)
                {
                    words[i] |= (ulong)BinEdges.CodeOf(values[i], edges) << shift;
                }
            }
        });
        return binned;
    }
}

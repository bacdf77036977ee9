using Weathervane.Features;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>Rows as 8-bit bin codes, held twice: eight columns side by side for histograms, so that one cache line serves eight columns of eight rows, and
/// column by column for cuts, which ask for one column of many rows.</summary>
/// <remarks>Immutable, and the same for every learner with the same <c>max_bin</c>: trials over the same rows share it.</remarks>
internal sealed class BinnedRows
{
    /// <summary>Columns side by side.</summary>
    internal const int GroupWidth = 8;

    // Whose codes of a group a core keeps nearest to it.
    private const int RowsNearby = 2048;

    // [columns][rows]
    private readonly byte[][] _columns;

    private BinnedRows(IReadOnlyList<string> names, int rows)
    {
        (Names, Rows) = (names, rows);
        Edges = new double[names.Count][];
        Codes = new byte[(names.Count + GroupWidth - 1) / GroupWidth][];
        _columns = new byte[names.Count][];
    }

    /// <summary>[columns] names.</summary>
    internal IReadOnlyList<string> Names { get; }

    internal int Rows { get; }

    internal int Columns => Names.Count;

    internal int Groups => Codes.Length;

    /// <summary>[columns] edges of the bins, from these rows alone.</summary>
    internal double[][] Edges { get; }

    /// <summary>[groups][rows x 8]: the code of column 8 g + k in row r is byte 8 r + k of group g.</summary>
    internal byte[][] Codes { get; }

    /// <summary>How many bins a column has, missing not counted.</summary>
    internal int Bins(int column) => Edges[column].Length + 1;

    /// <summary>[rows] the codes of one column.</summary>
    internal byte[] CodesOf(int column) => _columns[column];

    /// <summary>The bins of a fit's rows: cut now, or by a fit before it on the same rows.</summary>
    internal static BinnedRows Of(FeatureMatrix features, int maxBin, Crew crew, FitContext context) =>
        BinCache.Cut(context, features, maxBin, () => Of(features, maxBin, crew));

    /// <summary>Cuts every column into at most <paramref name="maxBin"/> bins, missing apart.</summary>
    internal static BinnedRows Of(FeatureMatrix features, int maxBin, Crew crew) =>
        Of(features, column => BinEdges.Of(features.Column(column), maxBin), (_, _) => BinEdges.Missing, crew);

    /// <summary>Cuts every column at given edges.</summary>
    /// <param name="features">[rows x columns].</param>
    /// <param name="edgesOf">The edges of a column, at most 254.</param>
    /// <param name="missingOf">The code of missing in a column with these edges.</param>
    /// <param name="crew">Threads.</param>
    internal static BinnedRows Of(FeatureMatrix features, Func<int, double[]> edgesOf, Func<int, double[], int> missingOf, Crew crew)
    {
        var binned = new BinnedRows(features.Names, features.Rows);
        crew.Run(binned.Columns, column =>
        {
            var edges = binned.Edges[column] = edgesOf(column);
            binned._columns[column] = Encode(features.Column(column), edges, (byte)missingOf(column, edges));
        });
        binned.PutSideBySide(crew);
        return binned;
    }

    /// <summary>The same rows in another order: row i is <paramref name="order"/>[i] here.</summary>
    internal BinnedRows Reorder(int[] order, Crew crew)
    {
        var moved = new BinnedRows(Names, order.Length);
        Edges.CopyTo(moved.Edges, 0);
        crew.Run(Columns, column =>
        {
            var (to, from) = (new byte[order.Length], _columns[column]);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = from[order[i]];
            }

            moved._columns[column] = to;
        });
        moved.PutSideBySide(crew);
        return moved;
    }

    private static byte[] Encode(ReadOnlySpan<double> values, double[] edges, byte missing)
    {
        var codes = new byte[values.Length];
        Span<int> piece = stackalloc int[256];
        var tree = new EdgeTree(edges);
        for (var from = 0; from < values.Length; from += piece.Length)
        {
            var count = Math.Min(piece.Length, values.Length - from);
            tree.Encode(values.Slice(from, count), piece[..count], missing);
            for (var i = 0; i < count; i++)
            {
                codes[from + i] = (byte)piece[i];
            }
        }

        return codes;
    }

    /// <summary>Fills the groups from the columns.</summary>
    private void PutSideBySide(Crew crew) => crew.Run(Groups, group =>
    {
        var codes = Codes[group] = new byte[checked(Rows * GroupWidth)];
        var columns = _columns.AsSpan(group * GroupWidth, Math.Min(GroupWidth, Columns - (group * GroupWidth)));
        for (var from = 0; from < Rows; from += RowsNearby)
        {
            for (var place = 0; place < columns.Length; place++)
            {
                var column = columns[place].AsSpan(from, Math.Min(RowsNearby, Rows - from));
                var to = codes.AsSpan((from * GroupWidth) + place);
                for (var i = 0; i < column.Length; i++)
                {
                    to[i * GroupWidth] = column[i];
                }
            }
        }
    });
}

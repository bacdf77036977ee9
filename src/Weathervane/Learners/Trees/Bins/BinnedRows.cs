using System.Runtime.InteropServices;
using Weathervane.Features;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>Rows as 8-bit bin codes, eight columns side by side, so that one cache line serves eight columns of eight rows.</summary>
/// <remarks>Immutable, and the same for every learner with the same <c>max_bin</c>: trials over the same rows share it.</remarks>
internal sealed class BinnedRows
{
    /// <summary>Columns side by side.</summary>
    internal const int GroupWidth = 8;

    private BinnedRows(IReadOnlyList<string> names, int rows)
    {
        (Names, Rows) = (names, rows);
        Edges = new double[names.Count][];
        Codes = new byte[(names.Count + GroupWidth - 1) / GroupWidth][];
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

    /// <summary>A column's place within its group.</summary>
    internal static int Place(int column) => column & 7;

    /// <summary>The codes of the group that holds a column.</summary>
    internal byte[] CodesOf(int column) => Codes[column >> 3];

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
        crew.Run(binned.Columns, column => binned.Edges[column] = edgesOf(column));
        crew.Run(binned.Groups, group =>
        {
            var codes = binned.Codes[group] = new byte[checked(features.Rows * GroupWidth)];
            for (var column = group * GroupWidth; column < Math.Min((group + 1) * GroupWidth, features.Columns); column++)
            {
                var edges = binned.Edges[column];
                Encode(features.Column(column), edges, (byte)missingOf(column, edges), codes.AsSpan(Place(column)));
            }
        });
        return binned;
    }

    /// <summary>The same rows in another order: row i is <paramref name="order"/>[i] here.</summary>
    internal BinnedRows Reorder(int[] order, Crew crew)
    {
        var moved = new BinnedRows(Names, order.Length);
        Edges.CopyTo(moved.Edges, 0);
        crew.Run(Groups, group =>
        {
            var to = moved.Codes[group] = new byte[checked(order.Length * GroupWidth)];
            var from = MemoryMarshal.Cast<byte, ulong>(Codes[group].AsSpan());
            var words = MemoryMarshal.Cast<byte, ulong>(to.AsSpan());
            for (var i = 0; i < order.Length; i++)
            {
                words[i] = from[order[i]];
            }
        });
        return moved;
    }

    /// <summary>Writes the codes of one column, <see cref="GroupWidth"/> bytes apart.</summary>
    private static void Encode(ReadOnlySpan<double> values, double[] edges, byte missing, Span<byte> codes)
    {
        Span<int> piece = stackalloc int[256];
        var tree = new EdgeTree(edges);
        for (var from = 0; from < values.Length; from += piece.Length)
        {
            var count = Math.Min(piece.Length, values.Length - from);
            tree.Encode(values.Slice(from, count), piece[..count]);
            for (var i = 0; i < count; i++)
            {
                codes[(from + i) * GroupWidth] = piece[i] == BinEdges.Missing ? missing : (byte)piece[i];
            }
        }
    }
}

using Weathervane.Features;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>Rows as 16-bit codes, a column at a time: the rank of each value among the column's different ones, or its bin where there are more of those.</summary>
/// <remarks>For learners that look for cuts between all values, as forests do: the best cut of a column that tells nothing lies near its ends, where bins of many rows cannot follow.</remarks>
internal sealed class RankedRows
{
    /// <summary>The code of a missing value, whatever the number of bins.</summary>
    internal const int Missing = 65_535;

    private const int EncodedAtOnce = 256;

    private RankedRows(double[][] edges, ushort[][] codes) => (Edges, Codes) = (edges, codes);

    /// <summary>[columns] ascending edges: one between any two neighbouring values, where they have a code each.</summary>
    internal double[][] Edges { get; }

    /// <summary>[columns][rows] codes: the number of edges below the value.</summary>
    internal ushort[][] Codes { get; }

    /// <summary>The codes of a fit's rows: made now, or by a fit before it on the same rows.</summary>
    internal static RankedRows Of(FeatureMatrix features, int maxBin, Crew crew, FitContext context) =>
        BinCache.Cut(context, features, ("ranks", maxBin), () => Of(features, maxBin, crew));

    private static RankedRows Of(FeatureMatrix features, int maxBin, Crew crew)
    {
        var (edges, codes) = (new double[features.Columns][], new ushort[features.Columns][]);
        crew.Run(features.Columns, column =>
        {
            edges[column] = BinEdges.Of(features.Column(column), maxBin);
            codes[column] = Encode(features.Column(column), new EdgeTree(edges[column]));
        });
        return new RankedRows(edges, codes);
    }

    private static ushort[] Encode(ReadOnlySpan<double> column, EdgeTree tree)
    {
        var codes = new ushort[column.Length];
        Span<int> piece = stackalloc int[EncodedAtOnce];
        for (var from = 0; from < column.Length; from += EncodedAtOnce)
        {
            var count = Math.Min(EncodedAtOnce, column.Length - from);
            tree.Encode(column.Slice(from, count), piece[..count], Missing);
            for (var i = 0; i < count; i++)
            {
                codes[from + i] = (ushort)piece[i];
            }
        }

        return codes;
    }
}

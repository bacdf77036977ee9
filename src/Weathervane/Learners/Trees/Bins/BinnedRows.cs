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
    internal static BinnedRows Of(FeatureMatrix features, int maxBin, Crew crew, FitContext context)
    {
        context.Stage?.Invoke(FitStage.Binning);
        var binned = context.Bins?.Of(features, maxBin, crew) ?? Of(features, maxBin, crew);
        context.Stage?.Invoke(FitStage.Fitting);
        return binned;
    }

    /// <summary>Cuts every column into at most <paramref name="maxBin"/> bins.</summary>
    internal static BinnedRows Of(FeatureMatrix features, int maxBin, Crew crew)
    {
        var binned = new BinnedRows(features.Names, features.Rows);
        crew.Run(binned.Columns, column => binned.Edges[column] = BinEdges.Of(features.Column(column), maxBin));
        crew.Run(binned.Groups, group =>
        {
            var codes = binned.Codes[group] = new byte[checked(features.Rows * GroupWidth)];
            for (var column = group * GroupWidth; column < Math.Min((group + 1) * GroupWidth, features.Columns); column++)
            {
                var values = features.Column(column);
                var (edges, place) = (binned.Edges[column], Place(column));
                for (var i = 0; i < values.Length; i++)
                {
                    codes[(i * GroupWidth) + place] = (byte)BinEdges.CodeOf(values[i], edges);
                }
            }
        });
        return binned;
    }
}

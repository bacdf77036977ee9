using Weathervane.Features;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Rows in CatBoost's bins, where a missing value is below or above all others and so needs no code of its own.</summary>
/// <param name="Bins">The rows.</param>
/// <param name="MissingIsAbove">[columns] whether missing values are above all others.</param>
internal sealed record BorderedRows(BinnedRows Bins, bool[] MissingIsAbove)
{
    /// <summary>The bins of a fit's rows: cut now, or by a fit before it on the same rows.</summary>
    internal static BorderedRows Of(FeatureMatrix features, int borderCount, string nanMode, Crew crew, FitContext context) =>
        BinCache.Cut(context, features, (borderCount, nanMode), () => Of(features, borderCount, nanMode, crew));

    /// <summary>Cuts every column at <paramref name="borderCount"/> borders at most; the one between missing and known counts as one.</summary>
    /// <exception cref="InputException"><paramref name="nanMode"/> is Forbidden and there are missing values.</exception>
    internal static BorderedRows Of(FeatureMatrix features, int borderCount, string nanMode, Crew crew)
    {
        var missing = new int[features.Columns];
        crew.Run(features.Columns, column => missing[column] = Missing(features.Column(column)));
        if (nanMode == "Forbidden" && Array.FindIndex(missing, count => count > 0) is var first and >= 0)
        {
            throw new InputException(
                "nan_mode", $"is Forbidden, but '{features.Names[first]}' has {missing[first]} missing values.", "Choose Min or Max, or fill them.");
        }

        bool[] above = [.. missing.Select(count => count > 0 && nanMode == "Max")];
        var bins = BinnedRows.Of(features, EdgesOf, (column, edges) => above[column] ? edges.Length : 0, crew);
        return new BorderedRows(bins, above);

        double[] EdgesOf(int column)
        {
            if (missing[column] == 0)
            {
                return LogSumBorders.Of(features.Column(column), borderCount);
            }

            var known = LogSumBorders.Of(features.Column(column), borderCount - 1);
            return above[column]
                ? [.. known.Where(edge => edge < SingleThreshold.AtMost(float.MaxValue)), SingleThreshold.AtMost(float.MaxValue)]
                : [SingleThreshold.AtMost(float.MinValue), .. known.Where(edge => edge > SingleThreshold.AtMost(float.MinValue))];
        }
    }

    private static int Missing(ReadOnlySpan<double> column)
    {
        var count = 0;
        foreach (var value in column)
        {
            count += double.IsNaN(value) ? 1 : 0;
        }

        return count;
    }
}

using Weathervane.Features;

namespace Weathervane.Evaluation.Importance;

/// <summary>Groups columns that say nearly the same, by their rank correlation.</summary>
/// <remarks>Agglomerative with average linkage on the size of Spearman's correlation: the two groups whose columns correlate most, in the mean over
/// all pairs of a column of one and a column of the other, become one, as long as that mean reaches the threshold. A column that does not
/// vary stays alone. The result does not depend on units, on any rising or falling change of a column, or on chance.
/// Source: Kaufman and Rousseeuw (1990), Finding Groups in Data, chapter 5.</remarks>
public static class ColumnClusters
{
    /// <summary>Groups the columns.</summary>
    /// <param name="features">[rows x columns]; unknown values count as saying nothing.</param>
    /// <param name="correlation">The least mean |rank correlation| at which two groups become one, above 0 and at most 1.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>The groups in the order of their first column; every column is in one.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static IReadOnlyList<ColumnGroup> Of(FeatureMatrix features, double correlation = 0.6, CancellationToken cancel = default)
    {
        Check.Above(correlation, 0, 1);
        var linked = Correlations(features, cancel);
        List<List<int>> groups = [.. Enumerable.Range(0, features.Columns).Select(c => new List<int> { c })];
        while (Closest(groups, linked) is var (first, second, size) && size >= correlation)
        {
            groups[first].AddRange(groups[second]);
            groups.RemoveAt(second);
        }

        return [.. groups.Select(g => new ColumnGroup(features.Names[Centre(g, linked)], [.. g.Order()]))];
    }

    private static double[,] Correlations(FeatureMatrix features, CancellationToken cancel)
    {
        var ranks = new double[features.Columns][];
        var linked = new double[features.Columns, features.Columns];
        for (var c = 0; c < ranks.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            ranks[c] = RankCorrelation.Standardised(features.Column(c));
            for (var other = 0; other < c; other++)
            {
                linked[c, other] = linked[other, c] = Math.Abs(RankCorrelation.Product(ranks[c], ranks[other]));
            }
        }

        return linked;
    }

    /// <summary>The two groups with the highest mean correlation, the earlier first; of equals the first found.</summary>
    private static (int First, int Second, double Size) Closest(List<List<int>> groups, double[,] linked)
    {
        var best = (First: 0, Second: 0, Size: -1.0);
        for (var first = 0; first < groups.Count; first++)
        {
            for (var second = first + 1; second < groups.Count; second++)
            {
                var size = groups[first].Sum(a => groups[second].Sum(b => linked[a, b])) / (groups[first].Count * groups[second].Count);
                best = size > best.Size ? (first, second, size) : best;
            }
        }

        return best;
    }

    /// <summary>The column that correlates most with the others of its group.</summary>
    private static int Centre(List<int> group, double[,] linked) => group.Order().MaxBy(a => group.Sum(b => linked[a, b]));
}

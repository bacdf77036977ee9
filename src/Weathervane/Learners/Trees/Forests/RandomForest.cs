using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>A random forest with scikit-learn's parameters and meanings: the probability is the mean of the leaves' shares of up.</summary>
/// <remarks>NaN is a value of its own: each node learns which way it goes. Differs: a column of more than <c>max_bin</c> different values is cut
/// between that many bins of about equally many rows, a cut must gain something, and the limits of depth and leaves are 0 where
/// scikit-learn says None. Source: Breiman (2001), Random Forests.</remarks>
public sealed record RandomForest : ForestLearner
{
    /// <inheritdoc/>
    public override string Id => "random-forest";

    /// <summary>Most bins of a column, missing not counted. More follow single values, as scikit-learn does, and trust the few rows at a column's ends more; 65535 tells all values apart.</summary>
    public int MaxBin { get; init => field = Check.InRange(value, 2, RankedRows.Missing); } = 511;

    private protected override Func<IColumnCuts> Cuts(Dataset rows, ForestPlan plan, Crew crew, FitContext context)
    {
        var data = RankedRows.Of(rows.Features, MaxBin, crew, context);
        return () => new ValueCuts(data, rows.Rows, plan);
    }
}

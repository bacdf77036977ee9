using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>A random forest with scikit-learn's parameters and meanings: the probability is the mean of the leaves' shares of up.</summary>
/// <remarks>NaN is a value of its own: each node learns which way it goes. Differs: cuts are looked for between 255 bins of
/// about equally many rows instead of between all values, a cut must gain something, and the limits of depth and leaves are 0 where
/// scikit-learn says None. Source: Breiman (2001), Random Forests.</remarks>
public sealed record RandomForest : ForestLearner
{
    /// <inheritdoc/>
    public override string Id => "random-forest";

    /// <summary>Most bins of a column, missing not counted.</summary>
    public int MaxBin { get; init => field = Check.InRange(value, 2, 255); } = 255;

    private protected override Func<IColumnCuts> Cuts(Dataset rows, ForestPlan plan, Crew crew, FitContext context)
    {
        var data = BinnedRows.Of(rows.Features, MaxBin, crew, context);
        return () => new BinCuts(data, plan);
    }
}

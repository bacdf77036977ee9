using Weathervane.Datasets;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Extremely randomised trees with scikit-learn's parameters and meanings: each column that is looked at is cut at one random value.</summary>
/// <remarks>The value is uniform between the smallest and the largest of the node, and the best of the columns' cuts is taken, whether
/// it gains anything or not; values are cut, not bins. Trees grow on all rows by default. NaN is a value of its own: the better side for it is
/// learnt at each cut. Source: Geurts, Ernst and Wehenkel (2006), Extremely Randomized Trees.</remarks>
public sealed record ExtraTrees : ForestLearner
{
    /// <summary>All parameters at scikit-learn's defaults.</summary>
    public ExtraTrees() => Bootstrap = false;

    /// <inheritdoc/>
    public override string Id => "extra-trees";

    private protected override Func<IColumnCuts> Cuts(Dataset rows, ForestPlan plan, Crew crew, FitContext context) => () => new RandomCuts(rows.Features, plan);
}

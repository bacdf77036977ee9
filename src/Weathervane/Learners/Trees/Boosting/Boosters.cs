using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>Chooses the cells that a fit adds up.</summary>
internal static class Boosters
{
    /// <summary>Fits with packed whole numbers, or with doubles.</summary>
    internal static TreeModel Fit(
        bool packed, Dataset rows, double[] weights, Loss loss, BinnedRows data, GrowthRules rules, BoostingPlan plan, FitContext context, Crew crew) => packed
        ? new Booster<PackedCell>(rows, weights, loss, data, rules, plan, context, crew).Fit()
        : new Booster<ExactCell>(rows, weights, loss, data, rules, plan, context, crew).Fit();
}

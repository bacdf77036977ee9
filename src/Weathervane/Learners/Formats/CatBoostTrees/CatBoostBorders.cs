using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>The features of a model as CatBoost lists them, with every threshold among the borders.</summary>
internal static class CatBoostBorders
{
    /// <summary>[columns], one feature for each column.</summary>
    /// <exception cref="InputException">NaN goes left at one node of a feature and right at another.</exception>
    internal static CatBoostFeature[] Of(TreeModel model)
    {
        var nodes = model.Trees.SelectMany(t => t.Nodes).ToLookup(n => n.Feature);
        return [.. model.FeatureNames.Select((name, column) =>
        {
            var missingLeft = nodes[column].Select(n => n.MissingLeft).Distinct().ToArray();
            return missingLeft.Length < 2
                ? new CatBoostFeature(column, name, [.. nodes[column].Select(n => SingleThreshold.Floor(n.Threshold)).Distinct().Order()], missingLeft is [false])
                : throw new InputException("model", $"missing values of '{name}' go left at one node and right at another, which CatBoost cannot say.");
        })];
    }
}

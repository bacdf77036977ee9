using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>What CatBoost's two files tell alike: features with their borders, symmetric trees, scale and bias.</summary>
internal sealed record CatBoostForest
{
    /// <summary>CatBoost grows at most 16 levels; each doubles the leaves.</summary>
    internal const int DeepestTree = 16;

    private static readonly string[] Logistic = ["Logloss", "CrossEntropy"];

    private static readonly string[] Plain = ["RMSE", "MAE", "Quantile", "Huber", "MAPE", "LogLinQuantile", "Expectile", "Lq", "YetiRank", "PairLogit", "QueryRMSE"];

    /// <summary>The file's name, for problems.</summary>
    internal required string Source { get; init; }

    /// <summary>The float features.</summary>
    internal required IReadOnlyList<CatBoostFeature> Features { get; init; }

    /// <summary>The trees.</summary>
    internal required IReadOnlyList<CatBoostTree> Trees { get; init; }

    /// <summary>Factor of the sum.</summary>
    internal required double Scale { get; init; }

    /// <summary>Added to the scaled sum.</summary>
    internal required double Bias { get; init; }

    /// <summary>The loss it was trained with; null where the file does not tell.</summary>
    internal required string? Loss { get; init; }

    /// <summary>The model.</summary>
    /// <exception cref="InputException">Numbers do not fit each other, or the loss is not one that is read.</exception>
    internal TreeModel ToModel()
    {
        var columns = Features.Count == 0 ? 0 : Features.Max(f => f.Column) + 1;
        var given = new string[columns];
        foreach (var feature in Features)
        {
            given[feature.Column] = given[feature.Column] is null
                ? feature.Name
                : throw new InputException(Source, $"two features stand at column {feature.Column}.");
        }

        if (Array.IndexOf(given, null) is var gap and >= 0)
        {
            throw new InputException(Source, $"column {gap} is no float feature.", "Only models on float features can be read.");
        }

        return new TreeModel(
            FeatureNames.Of(given, columns, Source),
            [.. Trees.Select((tree, i) => tree.ToTree($"{Source}, tree {i}"))],
            new TreeScore { Link = Link(), Scale = Scale, Bias = Bias });
    }

    private TreeLink Link() => Loss switch
    {
        null => TreeLink.Value,
        _ when Logistic.Contains(Loss) => TreeLink.Logistic,
        _ when Plain.Contains(Loss) => TreeLink.Value,
        _ => throw new InputException(Source, $"the loss '{Loss}' cannot be read.", $"Allowed: {string.Join(", ", Logistic.Concat(Plain))}."),
    };
}

/// <summary>A float feature of a CatBoost file.</summary>
/// <param name="Column">Its column among all features.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Borders">Ascending borders; a value above one is 1 there.</param>
/// <param name="MissingIsAbove">Whether NaN counts as above every border.</param>
internal sealed record CatBoostFeature(int Column, string Name, float[] Borders, bool MissingIsAbove);

/// <summary>One question of a CatBoost tree, the same for all nodes of a level.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Border">Above it the bit is 1.</param>
internal readonly record struct CatBoostSplit(CatBoostFeature Feature, float Border);

/// <summary>A symmetric tree: bit i of a leaf's number answers split i.</summary>
/// <param name="Splits">[depth], the lowest bit first.</param>
/// <param name="Leaves">[2^depth] values.</param>
/// <param name="Weights">[2^depth] weights of the training rows, or none.</param>
internal sealed record CatBoostTree(CatBoostSplit[] Splits, double[] Leaves, double[] Weights)
{
    /// <summary>The tree with its nodes level by level, the last split at the root.</summary>
    internal Tree ToTree(string where)
    {
        var depth = Splits.Length;
        if (depth > CatBoostForest.DeepestTree || Leaves.Length != 1 << depth || (Weights.Length != 0 && Weights.Length != Leaves.Length))
        {
            throw new InputException(where, $"{depth} splits, {Leaves.Length} leaf values and {Weights.Length} leaf weights do not fit each other (at most {CatBoostForest.DeepestTree} splits).");
        }

        if (!Array.TrueForAll(Leaves, double.IsFinite) || !Array.TrueForAll(Weights, w => w >= 0 && double.IsFinite(w)))
        {
            throw new InputException(where, "a leaf value or weight is not a finite number.");
        }

        var nodes = new TreeNode[Leaves.Length - 1];
        for (var i = 0; i < nodes.Length; i++)
        {
            var level = int.Log2(i + 1);
            var split = Splits[depth - 1 - level];
            nodes[i] = new TreeNode(
                SingleThreshold.AtMost(split.Border), split.Feature.Column, Child((2 * i) + 1), Child((2 * i) + 2), !split.Feature.MissingIsAbove);
        }

        return new Tree(nodes, Leaves, [], Sums(), Weights);

        // Level by level, the last level's nodes have the leaves below them in the order of their numbers.
        int Child(int heap) => heap < nodes.Length ? heap : ~(heap - nodes.Length);
    }

    private double[] Sums()
    {
        if (Weights.Length == 0)
        {
            return [];
        }

        var sums = new double[2 * Weights.Length - 1];
        Weights.CopyTo(sums, Weights.Length - 1);
        for (var i = Weights.Length - 2; i >= 0; i--)
        {
            sums[i] = sums[(2 * i) + 1] + sums[(2 * i) + 2];
        }

        return sums[..(Weights.Length - 1)];
    }
}

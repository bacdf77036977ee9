using System.Collections.Concurrent;
using Weathervane.Features;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Learners.Explain;

/// <summary>Exact TreeSHAP: how much each feature of a row moved a tree model's raw score away from its mean over the training rows.</summary>
/// <remarks>Contributions and <see cref="ExpectedValue"/> sum to the raw score. They are the path-dependent Shapley values, weighted by the training rows
/// that each node saw, as LightGBM's <c>pred_contrib</c>, XGBoost's <c>pred_contribs</c> and CatBoost's <c>ShapValues</c> give them.
/// Source: Lundberg, Erion, Lee (2018), Consistent Individualized Feature Attribution for Tree Ensembles; their values, by another way (<see cref="TreeShapWalk"/>).</remarks>
public sealed class TreeExplainer
{
    /// <summary>The walk is recursive and its time at a leaf grows with the square of the path: trees of real learners stay below 100 levels.</summary>
    private const int DeepestTree = 1000;

    /// <summary>Rows that share a walk through the trees, and fewer where there are many columns: their values stay near the core.</summary>
    private const int MostBlockRows = 64, BlockValues = 1 << 16;

    private readonly TreeModel _model;
    private readonly double _factor;
    private readonly int _depth;

    /// <summary>Prepares a model's explanations.</summary>
    /// <param name="model">The model; its trees know the weights of their training rows.</param>
    /// <exception cref="InputException">The model's file told no training weights, or a tree has more than 1000 levels.</exception>
    public TreeExplainer(TreeModel model)
    {
        if (!model.HasCover)
        {
            throw new InputException("model", "its trees do not say how many training rows each node saw, so that they have no contributions.", "Import it from its original format.");
        }

        _model = model;
        _depth = model.Trees.Count == 0 ? 0 : model.Trees.Max(Depth);
        if (_depth > DeepestTree)
        {
            throw new InputException("model", $"a tree has {_depth} levels; at most {DeepestTree} can be explained.");
        }

        var score = model.Score;
        _factor = score.Scale / (score.Mean ? model.TreeCount : 1);
        ExpectedValue = ((score.Start + model.Trees.Sum(Mean)) * _factor) + score.Bias;
    }

    /// <summary>The mean raw score over the training rows, as the nodes' weights tell it.</summary>
    public double ExpectedValue { get; }

    /// <summary>Explains one row.</summary>
    /// <param name="row">[columns].</param>
    /// <param name="contributions">[columns], in units of the raw score; the same bits as for many.</param>
    /// <exception cref="ArgumentException">A number of values does not fit the model.</exception>
    public void Explain(ReadOnlySpan<double> row, Span<double> contributions)
    {
        Check.SameLength(row.Length, _model.FeatureNames.Count, nameof(row));
        Check.SameLength(contributions.Length, row.Length, nameof(contributions));
        var walk = new TreeShapWalk(row.Length, _depth, 1);
        walk.Start(row);
        Add(walk);
        walk.CopyTo(0, _factor, contributions);
    }

    /// <summary>Explains many rows.</summary>
    /// <param name="features">[rows x columns], columns as in the model.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>[rows][columns] contributions.</returns>
    /// <exception cref="ArgumentException">The number of columns does not fit the model.</exception>
    public double[][] Explain(FeatureMatrix features, int threads = 1, CancellationToken cancel = default)
    {
        Check.SameLength(features.Columns, _model.FeatureNames.Count, nameof(features));
        var contributions = new double[features.Rows][];
        var blockRows = Math.Clamp(BlockValues / Math.Max(features.Columns, 1), 1, MostBlockRows);
        var idle = new ConcurrentBag<TreeShapWalk>();
        Parallel.For(0, (features.Rows + blockRows - 1) / blockRows, ParallelRuns.Options(threads, cancel), block =>
        {
            var (from, walk) = (block * blockRows, idle.TryTake(out var used) ? used : new TreeShapWalk(features.Columns, _depth, blockRows));
            var rows = Math.Min(blockRows, features.Rows - from);
            walk.Start(features, from, rows);
            Add(walk);
            for (var i = 0; i < rows; i++)
            {
                walk.CopyTo(i, _factor, contributions[from + i] = new double[features.Columns]);
            }

            idle.Add(walk);
        });
        return contributions;
    }

    private void Add(TreeShapWalk walk)
    {
        foreach (var tree in _model.Trees)
        {
            walk.Add(tree);
        }
    }

    /// <summary>The most nodes between the root and a leaf. Children come after their parents, so one pass backwards is enough.</summary>
    private static int Depth(Tree tree)
    {
        var below = new int[tree.Nodes.Length];
        for (var i = below.Length - 1; i >= 0; i--)
        {
            below[i] = 1 + Math.Max(Below(tree.Nodes[i].Left), Below(tree.Nodes[i].Right));
        }

        return below.Length == 0 ? 0 : below[0];

        int Below(int child) => child < 0 ? 0 : below[child];
    }

    /// <summary>The tree's mean leaf value over its training rows.</summary>
    private static double Mean(Tree tree)
    {
        var means = new double[tree.Nodes.Length];
        for (var i = means.Length - 1; i >= 0; i--)
        {
            var (left, right) = (tree.Nodes[i].Left, tree.Nodes[i].Right);
            means[i] = (tree.ShareOf(i, left) * MeanOf(left)) + (tree.ShareOf(i, right) * MeanOf(right));
        }

        return MeanOf(means.Length > 0 ? 0 : ~0);

        double MeanOf(int child) => child < 0 ? tree.Leaves[~child] : means[child];
    }
}

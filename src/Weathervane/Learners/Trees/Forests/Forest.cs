using System.Collections.Concurrent;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>How a forest is grown.</summary>
/// <param name="Trees">Trees.</param>
/// <param name="MaxDepth">Most splits between root and leaf; 0 for no limit.</param>
/// <param name="FeaturesPerSplit">Columns looked at for each split.</param>
/// <param name="MinLeafRows">Fewest different rows in a leaf.</param>
/// <param name="MinSplitRows">A node with fewer different rows is not split.</param>
/// <param name="Bootstrap">Whether rows are drawn with repetition.</param>
internal sealed record ForestPlan(int Trees, int MaxDepth, int FeaturesPerSplit, int MinLeafRows, int MinSplitRows, bool Bootstrap);

/// <summary>Grows the trees of a forest side by side, each on one thread from its own random stream.</summary>
internal sealed class Forest(double[] labels, double[] weights, BinnedRows data, ForestPlan plan, FitContext context)
{
    private readonly ConcurrentBag<ForestGrower> _idle = [];
    private readonly object _progress = new();
    private int _done;

    internal Tree[] Grow(Crew crew)
    {
        var trees = new Tree[plan.Trees];
        crew.Run(trees.Length, tree =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            var grower = _idle.TryTake(out var idle) ? idle : new ForestGrower(labels, weights, data, plan);
            trees[tree] = grower.Grow(Numerics.SeededRandom.Fork(context.Seed, (ulong)tree), context.Cancel);
            _idle.Add(grower);
            lock (_progress)
            {
                context.Progress?.Report(++_done / (double)trees.Length);
            }
        });
        return trees;
    }
}

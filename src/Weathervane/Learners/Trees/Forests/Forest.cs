using System.Collections.Concurrent;
using Weathervane.Datasets;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Grows the trees of a forest side by side, each on one thread from its own random stream.</summary>
/// <param name="rows">The training rows.</param>
/// <param name="weights">[rows] class weights included.</param>
/// <param name="plan">How to grow.</param>
/// <param name="cuts">Makes the search for cuts of one worker.</param>
/// <param name="context">Seed, progress and cancellation.</param>
internal sealed class Forest(Dataset rows, double[] weights, ForestPlan plan, Func<IColumnCuts> cuts, FitContext context)
{
    private readonly ConcurrentBag<ForestGrower> _idle = [];
    private readonly object _progress = new();
    private int _done;

    /// <summary>The trees, and if wished how well they forecast the rows that they had not drawn.</summary>
    internal (Tree[] Trees, OutOfBagScore? OutOfBag) Grow(Crew crew, bool outOfBag)
    {
        var trees = new Tree[plan.Trees];
        var bags = outOfBag ? new OutOfBag(rows, trees) : null;
        crew.Run(trees.Length, tree =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            var grower = _idle.TryTake(out var idle) ? idle : new ForestGrower(rows.Labels, weights, rows.Features.Columns, plan, cuts());
            trees[tree] = grower.Grow(Numerics.SeededRandom.Fork(context.Seed, (ulong)tree), context.Cancel);
            bags?.Note(tree, grower.Drawn.Rows);
            _idle.Add(grower);
            lock (_progress)
            {
                context.Progress?.Report(++_done / (double)trees.Length);
            }
        });
        return (trees, bags?.Score(crew));
    }
}

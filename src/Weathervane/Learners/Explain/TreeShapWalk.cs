using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Explain;

/// <summary>One row's way through all branches of a tree: the path of features so far, with the weights of its subsets by size.</summary>
/// <param name="depth">The most nodes between root and leaf of any tree to come.</param>
internal sealed class TreeShapWalk(int depth)
{
    /// <summary>A feature on the path: the shares of rows that flow on if it is unknown (zero) or known (one), and the weight of subsets of this size.</summary>
    private record struct Step(int Feature, double Zero, double One, double Weight);

    // Each level copies its parent's path and makes it one longer: 1 + 2 + ... + (depth + 1) places.
    private readonly Step[] _paths = new Step[(depth + 1) * (depth + 2) / 2];

    /// <summary>Adds one tree's contributions.</summary>
    internal void Add(Tree tree, ReadOnlySpan<double> row, Span<double> contributions) =>
        Visit(tree, row, contributions, tree.Nodes.Length > 0 ? 0 : ~0, 0, 0, new Step(-1, 1, 1, 0));

    /// <summary>Visits a node or leaf whose path has <paramref name="length"/> steps from <paramref name="start"/>, and <paramref name="last"/> to come.</summary>
    private void Visit(Tree tree, ReadOnlySpan<double> row, Span<double> contributions, int at, int start, int length, Step last)
    {
        var path = _paths.AsSpan(start, length + 1);
        Extend(path, last);
        if (at < 0)
        {
            for (var i = 1; i < path.Length; i++)
            {
                contributions[path[i].Feature] += WeightWithout(path, i) * (path[i].One - path[i].Zero) * tree.Leaves[~at];
            }

            return;
        }

        ref readonly var node = ref tree.Nodes[at];
        var hot = node.Next(row[node.Feature], tree.CategorySets);
        var cold = hot == node.Left ? node.Right : node.Left;
        var (zero, one) = (1.0, 1.0);
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i].Feature == node.Feature)
            {
                (zero, one) = (path[i].Zero, path[i].One);
                Remove(path, i);
                path = path[..^1];
                break;
            }
        }

        var next = start + path.Length;
        var step = new Step(node.Feature, zero * tree.ShareOf(at, hot), one, 0);
        for (var way = 0; way < 2; way++)
        {
            // Where both shares are 0, no subset of features leads on.
            if (step.Zero != 0 || step.One != 0)
            {
                path.CopyTo(_paths.AsSpan(next));
                Visit(tree, row, contributions, way == 0 ? hot : cold, next, path.Length, step);
            }

            step = step with { Zero = zero * tree.ShareOf(at, cold), One = 0 };
        }
    }

    private static void Extend(Span<Step> path, Step step)
    {
        var last = path.Length - 1;
        path[last] = step with { Weight = last == 0 ? 1 : 0 };
        for (var i = last - 1; i >= 0; i--)
        {
            path[i + 1].Weight += step.One * path[i].Weight * (i + 1) / (last + 1);
            path[i].Weight = step.Zero * path[i].Weight * (last - i) / (last + 1);
        }
    }

    /// <summary>Undoes <see cref="Extend"/> for one step; the path is one shorter afterwards.</summary>
    private static void Remove(Span<Step> path, int step)
    {
        var last = path.Length - 1;
        var (zero, one, next) = (path[step].Zero, path[step].One, path[last].Weight);
        for (var i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = path[i].Weight;
                path[i].Weight = next * (last + 1) / ((i + 1) * one);
                next = weight - (path[i].Weight * zero * (last - i) / (last + 1));
            }
            else
            {
                path[i].Weight = path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }

        for (var i = step; i < last; i++)
        {
            path[i] = path[i + 1] with { Weight = path[i].Weight };
        }
    }

    /// <summary>The sum of all subsets' weights on the path without one step.</summary>
    private static double WeightWithout(ReadOnlySpan<Step> path, int step)
    {
        var last = path.Length - 1;
        var (zero, one, next, total) = (path[step].Zero, path[step].One, path[last].Weight, 0.0);
        for (var i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = next * (last + 1) / ((i + 1) * one);
                total += weight;
                next = path[i].Weight - (weight * zero * (last - i) / (last + 1));
            }
            else
            {
                total += path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }

        return total;
    }
}

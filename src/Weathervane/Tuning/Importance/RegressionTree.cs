namespace Weathervane.Tuning.Importance;

/// <summary>The cube [0, 1]^parameters cut into boxes, each with the mean value of the trials in it.</summary>
internal sealed class RegressionTree
{
    private readonly List<Box> _leaves = [];
    private readonly double[][] _points;
    private readonly double[] _values;

    private RegressionTree(double[][] points, double[] values) => (_points, _values) = (points, values);

    /// <summary>Cuts until each box holds one value or one point only; every cut lowers the squared error most, the earliest of equals.</summary>
    /// <param name="points">[trials][parameters] in [0, 1].</param>
    /// <param name="values">[trials].</param>
    /// <param name="rows">Which trials to grow on; may repeat.</param>
    internal static RegressionTree Grow(double[][] points, double[] values, int[] rows)
    {
        var tree = new RegressionTree(points, values);
        var parameters = points[0].Length;
        var open = new Stack<(int[] Rows, double[] Low, double[] High)>();
        open.Push((rows, new double[parameters], [.. Enumerable.Repeat(1.0, parameters)]));
        while (open.TryPop(out var node))
        {
            if (tree.BestCut(node.Rows) is not var (parameter, at))
            {
                tree._leaves.Add(new Box(node.Low, node.High, node.Rows.Average(r => values[r])));
                continue;
            }

            open.Push(([.. node.Rows.Where(r => points[r][parameter] < at)], node.Low, With(node.High, parameter, at)));
            open.Push(([.. node.Rows.Where(r => points[r][parameter] >= at)], With(node.Low, parameter, at), node.High));
        }

        return tree;
    }

    /// <summary>[parameters] the share of the tree's variance over the cube that each explains by itself; null for a flat tree.</summary>
    internal double[]? VarianceShares()
    {
        var mean = _leaves.Sum(l => l.Volume * l.Value);
        var variance = _leaves.Sum(l => l.Volume * (l.Value - mean) * (l.Value - mean));
        return variance > 0 ? [.. Enumerable.Range(0, _points[0].Length).Select(p => Marginal(p, mean) / variance)] : null;
    }

    /// <summary>The variance of the tree's mean over all other parameters.</summary>
    private double Marginal(int parameter, double mean)
    {
        double[] cuts = [.. _leaves.Select(l => l.Low[parameter]).Append(1).Distinct().Order()];
        var place = cuts.Select((c, i) => (c, i)).ToDictionary(t => t.c, t => t.i);
        var changes = new double[cuts.Length];
        foreach (var leaf in _leaves)
        {
            var part = leaf.Value * leaf.VolumeWithout(parameter);
            changes[place[leaf.Low[parameter]]] += part;
            changes[place[leaf.High[parameter]]] -= part;
        }

        var (level, variance) = (0.0, 0.0);
        for (var i = 0; i < cuts.Length - 1; i++)
        {
            level += changes[i];
            variance += (cuts[i + 1] - cuts[i]) * (level - mean) * (level - mean);
        }

        return variance;
    }

    private (int Parameter, double At)? BestCut(int[] rows)
    {
        (int, double)? best = null;
        var (sum, bestGain) = (rows.Sum(r => _values[r]), 0.0);
        for (var p = 0; p < _points[0].Length; p++)
        {
            var sorted = rows.OrderBy(r => _points[r][p]).ToArray();
            var left = 0.0;
            for (var i = 1; i < sorted.Length; i++)
            {
                left += _values[sorted[i - 1]];
                var (below, above) = (_points[sorted[i - 1]][p], _points[sorted[i]][p]);
                var gap = (left / i) - ((sum - left) / (sorted.Length - i));
                var gain = (double)i * (sorted.Length - i) / sorted.Length * gap * gap;
                // A trace of gain is rounding: the values are the same.
                if (below < above && gain > bestGain && gain > 1e-12 * sum * sum / sorted.Length)
                {
                    (best, bestGain) = ((p, (below + above) / 2), gain);
                }
            }
        }

        return best;
    }

    private static double[] With(double[] corner, int parameter, double at)
    {
        var moved = corner.ToArray();
        moved[parameter] = at;
        return moved;
    }

    private sealed record Box(double[] Low, double[] High, double Value)
    {
        internal double Volume { get; } = Product(Low, High, -1);

        internal double VolumeWithout(int parameter) => Product(Low, High, parameter);

        private static double Product(double[] low, double[] high, int without)
        {
            var product = 1.0;
            for (var p = 0; p < low.Length; p++)
            {
                product *= p == without ? 1 : high[p] - low[p];
            }

            return product;
        }
    }
}

using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners;

/// <summary>Made trees of any shape, with float32 thresholds and leaf values so that every format can hold them.</summary>
internal static class RandomTrees
{
    /// <summary>A tree with that many leaves; nodes ask any feature again and again, NaN goes either way.</summary>
    internal static Tree Grow(SeededRandom random, int features, int leaves)
    {
        var nodes = new TreeNode[leaves - 1];
        var (nodeCover, leafCover) = (new double[leaves - 1], new double[leaves]);
        var cover = new double[leaves];
        var parent = Enumerable.Repeat(-1, leaves).ToArray();
        cover[0] = 1000 + random.NextInt(1000);
        for (var i = 0; i < nodes.Length; i++)
        {
            // Leaf l becomes node i with the leaves l and i + 1 below it.
            var leaf = random.NextInt(i + 1);
            if (parent[leaf] >= 0)
            {
                ref var above = ref nodes[parent[leaf]];
                above = above.Left == ~leaf ? above with { Left = i } : above with { Right = i };
            }

            nodes[i] = new TreeNode((float)Number(random), random.NextInt(features), ~leaf, ~(i + 1), random.NextInt(2) == 0);
            nodeCover[i] = cover[leaf];
            var left = cover[leaf] * (0.1 + (0.8 * random.NextDouble()));
            (cover[leaf], cover[i + 1]) = (left, cover[leaf] - left);
            (parent[leaf], parent[i + 1]) = (i, i);
        }

        cover.CopyTo(leafCover, 0);
        return new Tree(nodes, [.. leafCover.Select(_ => (double)(float)Number(random))], [.. nodes.Select(_ => (double)(float)random.NextDouble())], nodeCover, leafCover);
    }

    /// <summary>A row of float32 numbers, some missing.</summary>
    internal static double[] Row(SeededRandom random, int features) =>
        [.. Enumerable.Range(0, features).Select(_ => random.NextInt(6) == 0 ? double.NaN : (float)Number(random))];

    private static double Number(SeededRandom random) => (random.NextDouble() * 2) - 1;
}

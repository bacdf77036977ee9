using Weathervane.Learners.Formats;

namespace Weathervane.Learners.Trees;

/// <summary>The numbers of one tree in a model file.</summary>
internal static class TreeFormat
{
    /// <summary>A tree of one leaf: its number of nodes, the leaf's value and rows.</summary>
    internal const int SmallestTreeBytes = 4 + 8 + 4;

    private const int NodeBytes = 8 + 4 + 4 + 4 + 4 + 8 + 4;

    internal static void Write(Tree tree, ModelWriter writer)
    {
        writer.Int(tree.Nodes.Length);
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            writer.Double(node.Threshold);
            writer.Int(node.Feature);
            writer.Int(node.Left);
            writer.Int(node.Right);
            writer.Int(node.MissingLeft ? 1 : 0);
            writer.Double(tree.Gains[i]);
            writer.Int(tree.NodeRows[i]);
        }

        for (var leaf = 0; leaf < tree.Leaves.Length; leaf++)
        {
            writer.Double(tree.Leaves[leaf]);
            writer.Int(tree.LeafRows[leaf]);
        }
    }

    /// <summary>Reads a tree, of which every node comes after its parent and every node and leaf has exactly one parent.</summary>
    internal static Tree Read(ModelReader reader, int features, TreeLink link)
    {
        var count = reader.Count("nodes of a tree", NodeBytes);
        var (nodes, gains, nodeRows) = (new TreeNode[count], new double[count], new int[count]);
        var (leaves, leafRows) = (new double[count + 1], new int[count + 1]);
        var (nodeTaken, leafTaken) = (new bool[count], new bool[count + 1]);
        for (var i = 0; i < count; i++)
        {
            // A threshold of infinity sends every number left; a NaN is refused by the range.
            nodes[i] = new TreeNode(
                reader.Double("threshold", double.NegativeInfinity, double.PositiveInfinity),
                reader.Int("feature of a node", 0, features - 1),
                Child(reader, i, nodeTaken, leafTaken),
                Child(reader, i, nodeTaken, leafTaken),
                reader.Int("missing direction", 0, 1) == 1);
            gains[i] = reader.Double("gain", double.MinValue, double.MaxValue);
            nodeRows[i] = reader.Int("rows of a node", 0, int.MaxValue);
        }

        // As many links as nodes but the root, and leaves: with none taken twice, none is left over.
        var (low, high) = link == TreeLink.Mean ? (0.0, 1.0) : (double.MinValue, double.MaxValue);
        for (var leaf = 0; leaf < leaves.Length; leaf++)
        {
            leaves[leaf] = reader.Double("leaf value", low, high);
            leafRows[leaf] = reader.Int("rows of a leaf", 0, int.MaxValue);
        }

        return new Tree(nodes, leaves, gains, nodeRows, leafRows);
    }

    private static int Child(ModelReader reader, int parent, bool[] nodeTaken, bool[] leafTaken)
    {
        var child = reader.Int("child of a node", ~(leafTaken.Length - 1), nodeTaken.Length - 1);
        ref var taken = ref child >= 0 ? ref nodeTaken[child] : ref leafTaken[~child];
        if (taken || (child >= 0 && child <= parent))
        {
            throw reader.Corrupt($"node {parent} has child {child}, which is above it or has a parent already");
        }

        taken = true;
        return child;
    }
}

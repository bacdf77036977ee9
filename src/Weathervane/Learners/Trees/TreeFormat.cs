using Weathervane.Learners.Formats;
using Weathervane.Learners.Formats.Parts;

namespace Weathervane.Learners.Trees;

/// <summary>The numbers of one tree in a model file.</summary>
internal static class TreeFormat
{
    /// <summary>A tree of one leaf: six counts and the leaf's value.</summary>
    internal const int SmallestTreeBytes = (6 * 4) + 8;

    private const int NodeBytes = 8 + (4 * 4);

    internal static void Write(Tree tree, ModelWriter writer)
    {
        writer.Int(tree.Nodes.Length);
        foreach (var node in tree.Nodes)
        {
            writer.Double(node.Threshold);
            writer.Int(node.Feature);
            writer.Int(node.Left);
            writer.Int(node.Right);
            writer.Int(((int)node.Kind * 2) + (node.MissingLeft ? 1 : 0));
        }

        writer.Doubles(tree.Leaves);
        writer.Doubles(tree.Gains);
        writer.Doubles(tree.NodeCover);
        writer.Doubles(tree.LeafCover);
        writer.Int(tree.CategorySets.Length);
        foreach (var set in tree.CategorySets)
        {
            writer.Ints([.. set.Select(word => unchecked((int)word))]);
        }
    }

    /// <summary>Reads a tree, of which every node comes after its parent and every node and leaf has exactly one parent.</summary>
    internal static Tree Read(ModelReader reader, int features, TreeScore score)
    {
        var nodes = new TreeNode[reader.Count("nodes of a tree", NodeBytes)];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Node(reader, features, nodes.Length);
        }

        if (TreeLinks.Fault(nodes) is { } fault)
        {
            throw reader.Corrupt(fault);
        }

        // A forest's leaves are shares of rows: with them its scores are probabilities.
        var (low, high) = score is { Link: TreeLink.Probability, Mean: true } ? (0.0, 1.0) : (double.MinValue, double.MaxValue);
        var leaves = Numbers(reader, "leaf values", nodes.Length + 1, low, high);
        var gains = Numbers(reader, "gains", nodes.Length, double.MinValue, double.MaxValue, mayBeAbsent: true);
        var nodeCover = Numbers(reader, "weights of the nodes", nodes.Length, 0, double.MaxValue, mayBeAbsent: true);
        var leafCover = Numbers(reader, "weights of the leaves", nodes.Length + 1, 0, double.MaxValue, mayBeAbsent: true);
        return new Tree(nodes, leaves, gains, nodeCover, leafCover) { CategorySets = Sets(reader, nodes) };
    }

    private static TreeNode Node(ModelReader reader, int features, int nodes)
    {
        // A threshold of infinity sends every number left; a NaN is refused by the range.
        var threshold = reader.Double("threshold", double.NegativeInfinity, double.PositiveInfinity);
        var feature = reader.Int("feature of a node", 0, features - 1);
        var left = reader.Int("child of a node", ~nodes, nodes - 1);
        var right = reader.Int("child of a node", ~nodes, nodes - 1);
        var question = reader.Int("kind of a node", 0, ((int)SplitKind.Equal * 2) + 1);
        return new TreeNode(threshold, feature, left, right, (question & 1) == 1, (SplitKind)(question / 2));
    }

    private static double[] Numbers(ModelReader reader, string what, int count, double min, double max, bool mayBeAbsent = false)
    {
        var numbers = reader.Doubles(what, min, max);
        return numbers.Length == count || (mayBeAbsent && numbers.Length == 0)
            ? numbers
            : throw reader.Corrupt($"there are {numbers.Length} {what}, but must be {count}");
    }

    private static uint[][] Sets(ModelReader reader, TreeNode[] nodes)
    {
        var sets = new uint[reader.Count("category sets", 4)][];
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = [.. reader.Ints("category set", int.MinValue, int.MaxValue).Select(word => unchecked((uint)word))];
        }

        foreach (var node in nodes)
        {
            if (node.Kind == SplitKind.InSet && !(node.Threshold >= 0 && node.Threshold < sets.Length && double.IsInteger(node.Threshold)))
            {
                throw reader.Corrupt("a node asks for a category set that is not there");
            }
        }

        return sets;
    }
}

using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>Makes a tree of nodes that a file lists in any order, level by level from the root; whatever hangs on nothing is left out.</summary>
internal static class TreeAssembly
{
    /// <summary>Follows the children from the root.</summary>
    /// <param name="loose">[nodes and leaves] by the file's numbers.</param>
    /// <param name="features">How many columns there are.</param>
    /// <param name="hasGain">Whether the file told gains.</param>
    /// <param name="hasCover">Whether the file told the training weights.</param>
    /// <param name="sets">Category sets.</param>
    /// <param name="where">The file and the tree, for problems.</param>
    /// <param name="root">The file's number of the root.</param>
    /// <exception cref="InputException">A child is out of range or has two parents, a feature does not exist, or a number is no number.</exception>
    internal static Tree Assemble(ReadOnlySpan<LooseNode> loose, int features, bool hasGain, bool hasCover, uint[][] sets, string where, int root = 0)
    {
        if (loose.IsEmpty)
        {
            throw new InputException(where, "the tree has no nodes.");
        }

        var (order, numbers) = Walk(loose, root, where);
        var inner = order.Count(i => numbers[i] >= 0);
        var (nodes, gains, nodeCover) = (new TreeNode[inner], new double[hasGain ? inner : 0], new double[hasCover ? inner : 0]);
        var (leaves, leafCover) = (new double[inner + 1], new double[hasCover ? inner + 1 : 0]);
        foreach (var id in order)
        {
            ref readonly var from = ref loose[id];
            var number = numbers[id];
            CheckNumbers(from, id, features, where);
            if (from.IsLeaf)
            {
                leaves[~number] = from.Value;
            }
            else
            {
                nodes[number] = new TreeNode(from.Value, from.Feature, numbers[from.Left], numbers[from.Right], from.MissingLeft, from.Kind);
            }

            if (hasGain && number >= 0)
            {
                gains[number] = from.Gain;
            }

            if (hasCover)
            {
                (number >= 0 ? ref nodeCover[number] : ref leafCover[~number]) = from.Cover;
            }
        }

        return new Tree(nodes, leaves, gains, nodeCover, leafCover) { CategorySets = sets };
    }

    /// <summary>The file's numbers level by level, and what each becomes: a node's number, or ~leaf's.</summary>
    private static (List<int> Order, int[] Numbers) Walk(ReadOnlySpan<LooseNode> loose, int root, string where)
    {
        var (order, numbers, seen) = (new List<int> { root }, new int[loose.Length], new bool[loose.Length]);
        var (nodes, leaves) = (0, 0);
        seen[root] = true;
        for (var next = 0; next < order.Count; next++)
        {
            var id = order[next];
            ref readonly var node = ref loose[id];
            numbers[id] = node.IsLeaf ? ~leaves++ : nodes++;
            if (!node.IsLeaf)
            {
                Take(node.Left, id);
                Take(node.Right, id);
            }
        }

        return (order, numbers);

        void Take(int child, int parent)
        {
            if ((uint)child >= (uint)seen.Length)
            {
                throw new InputException(where, $"node {parent} has child {child}, but the tree has nodes 0 to {seen.Length - 1}.");
            }

            if (seen[child])
            {
                throw new InputException(where, $"node {child} is reached twice (again from node {parent}): the nodes form no tree.");
            }

            seen[child] = true;
            order.Add(child);
        }
    }

    private static void CheckNumbers(in LooseNode node, int id, int features, string where)
    {
        if (node.IsLeaf ? !double.IsFinite(node.Value) : double.IsNaN(node.Value))
        {
            throw new InputException(where, FormattableString.Invariant($"node {id} has the {(node.IsLeaf ? "leaf value" : "threshold")} {node.Value}."));
        }

        if (!node.IsLeaf && (uint)node.Feature >= (uint)features)
        {
            throw new InputException(where, $"node {id} asks feature {node.Feature}, but there are features 0 to {features - 1}.");
        }

        if (!(node.Cover >= 0 && double.IsFinite(node.Cover)) || !double.IsFinite(node.Gain))
        {
            throw new InputException(where, FormattableString.Invariant($"node {id} has the training weight {node.Cover} and the gain {node.Gain}."));
        }
    }
}

using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>Whether numbered nodes form a tree.</summary>
internal static class TreeLinks
{
    /// <summary>What keeps nodes from being a tree, or null: each child must come after its parent, and no node or leaf may have two parents. There
    /// are as many links as nodes but the root, and leaves: with none taken twice, none is left over.</summary>
    /// <param name="nodes">[nodes]; their children are in range.</param>
    internal static string? Fault(ReadOnlySpan<TreeNode> nodes)
    {
        var (nodeTaken, leafTaken) = (new bool[nodes.Length], new bool[nodes.Length + 1]);
        for (var i = 0; i < nodes.Length; i++)
        {
            var (left, right) = (nodes[i].Left, nodes[i].Right);
            if (!Take(left, i) || !Take(right, i))
            {
                return $"node {i} has the children {left} and {right}, of which one is above it or has a parent already";
            }
        }

        return null;

        bool Take(int child, int parent)
        {
            ref var taken = ref child >= 0 ? ref nodeTaken[child] : ref leafTaken[~child];
            var free = !taken && (child < 0 || child > parent);
            taken = true;
            return free;
        }
    }
}

using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>A tree whose nodes and leaves are numbered together, level by level from the root, as XGBoost and ONNX have them.</summary>
internal sealed class NumberedTree
{
    private readonly int[] _nodeNumbers, _leafNumbers;

    internal NumberedTree(Tree tree)
    {
        (Tree, _nodeNumbers, _leafNumbers) = (tree, new int[tree.Nodes.Length], new int[tree.Leaves.Length]);
        var order = new List<int> { tree.Nodes.Length > 0 ? 0 : ~0 };
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] < 0)
            {
                _leafNumbers[~order[i]] = i;
                continue;
            }

            _nodeNumbers[order[i]] = i;
            order.Add(tree.Nodes[order[i]].Left);
            order.Add(tree.Nodes[order[i]].Right);
        }

        Order = order;
    }

    internal Tree Tree { get; }

    /// <summary>By number: a node, or ~leaf.</summary>
    internal IReadOnlyList<int> Order { get; }

    /// <summary>The number of a child: a node, or ~leaf.</summary>
    internal int NumberOf(int child) => child >= 0 ? _nodeNumbers[child] : _leafNumbers[~child];
}

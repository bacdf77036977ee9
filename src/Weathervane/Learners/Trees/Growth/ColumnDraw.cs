using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Which columns a tree, its levels and its nodes may cut: each draws its share from the one before, at least one column.</summary>
internal sealed class ColumnDraw(int columns, (double Tree, double Level, double Node) shares)
{
    private readonly bool[] _all = [.. Enumerable.Repeat(true, columns)];
    private readonly bool[] _tree = new bool[columns];
    private readonly List<bool[]> _levels = [];
    private int _drawnLevels;
    private ulong _seed;

    /// <summary>[columns] which ones the tree may cut.</summary>
    internal ReadOnlySpan<bool> Tree => _tree;

    /// <summary>Whether nodes of one tree differ.</summary>
    internal bool IsByNode => shares.Level < 1 || shares.Node < 1;

    /// <summary>Draws the columns of a tree.</summary>
    internal void StartTree(SeededRandom random)
    {
        Draw(_all, shares.Tree, random, _tree);
        _drawnLevels = 0;
        if (IsByNode)
        {
            _seed = random.NextUInt64();
        }
    }

    /// <summary>The columns of one node.</summary>
    /// <param name="depth">Splits above it.</param>
    /// <param name="node">Its number in the tree.</param>
    /// <param name="chosen">[columns], filled.</param>
    internal void Choose(int depth, int node, bool[] chosen)
    {
        for (; _drawnLevels <= depth; _drawnLevels++)
        {
            if (_levels.Count == _drawnLevels)
            {
                _levels.Add(new bool[columns]);
            }

            Draw(_tree, shares.Level, SeededRandom.Fork(_seed, 2 * (ulong)_drawnLevels), _levels[_drawnLevels]);
        }

        Draw(_levels[depth], shares.Node, SeededRandom.Fork(_seed, (2 * (ulong)node) + 1), chosen);
    }

    private static void Draw(bool[] from, double share, SeededRandom random, bool[] chosen)
    {
        var left = from.Count(c => c);
        var wanted = Math.Clamp((int)Math.Round(share * left), 1, Math.Max(left, 1));
        for (var column = 0; column < from.Length; column++)
        {
            chosen[column] = from[column] && random.Takes(ref wanted, left--);
        }
    }
}

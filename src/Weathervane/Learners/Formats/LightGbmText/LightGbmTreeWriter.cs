using System.Globalization;
using System.Text;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.LightGbmText;

/// <summary>One tree's block of a LightGBM file.</summary>
internal static class LightGbmTreeWriter
{
    /// <summary>The block, with the two blank lines behind it.</summary>
    internal static string Write(Tree tree, int index, double[] leaves)
    {
        var text = new StringBuilder();
        Line($"Tree={index}");
        Line($"num_leaves={leaves.Length}");
        Line($"num_cat={tree.CategorySets.Length}");
        Line($"split_feature={Join(tree.Nodes.Select(n => n.Feature))}");
        if (tree.Gains.Length == tree.Nodes.Length)
        {
            Line($"split_gain={Join(tree.Gains)}");
        }

        Line($"threshold={Join(tree.Nodes.Select(n => Threshold(n)))}");
        Line($"decision_type={Join(tree.Nodes.Select(Decision))}");
        Line($"left_child={Join(tree.Nodes.Select(n => n.Left))}");
        Line($"right_child={Join(tree.Nodes.Select(n => n.Right))}");
        Line($"leaf_value={Join(leaves)}");
        if (tree.HasCover)
        {
            Line($"leaf_weight={Join(tree.LeafCover)}");
            Line($"leaf_count={Join(tree.LeafCover.Select(v => Math.Round(v)))}");
            Line($"internal_weight={Join(tree.NodeCover)}");
            Line($"internal_count={Join(tree.NodeCover.Select(v => Math.Round(v)))}");
        }

        if (tree.CategorySets.Length > 0)
        {
            var ends = tree.CategorySets.Select((_, i) => tree.CategorySets.Take(i + 1).Sum(s => s.Length));
            Line($"cat_boundaries=0 {Join(ends)}");
            Line($"cat_threshold={Join(tree.CategorySets.SelectMany(s => s))}");
        }

        Line($"is_linear=0");
        Line($"shrinkage=1");
        return text.Append("\n\n").ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>LightGBM reads infinity as no number; its own files have the largest double for it.</summary>
    private static double Threshold(TreeNode node) => Math.Clamp(node.Threshold, double.MinValue, double.MaxValue);

    private static int Decision(TreeNode node) => node.Kind switch
    {
        SplitKind.InSet => LightGbmTree.CategoricalBit,
        SplitKind.AtMostZeroMissing => (LightGbmTree.MissingZero << LightGbmTree.MissingShift) | DefaultLeft(node),
        _ => (LightGbmTree.MissingNaN << LightGbmTree.MissingShift) | DefaultLeft(node),
    };

    private static int DefaultLeft(TreeNode node) => node.MissingLeft ? LightGbmTree.DefaultLeftBit : 0;

    private static string Join<T>(IEnumerable<T> values)
        where T : IFormattable => string.Join(' ', values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)));
}

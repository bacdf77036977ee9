using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>What a format cannot hold.</summary>
internal static class Writable
{
    /// <summary>Refuses a model with nodes of a kind that the format lacks.</summary>
    /// <exception cref="InputException">A node is of another kind.</exception>
    internal static void RequireKinds(TreeModel model, string format, params ReadOnlySpan<SplitKind> kinds)
    {
        foreach (var node in model.Trees.SelectMany(t => t.Nodes))
        {
            if (!kinds.Contains(node.Kind))
            {
                var what = node.Kind switch
                {
                    SplitKind.InSet => "splits on sets of categories",
                    SplitKind.AtMostZeroMissing => "counts zeros as missing",
                    _ => "splits on equality",
                };
                throw new InputException("model", $"it {what}, for which {format} has no node.", "Choose the format that it came from.");
            }
        }
    }
}

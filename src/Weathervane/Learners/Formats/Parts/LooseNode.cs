using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>A node or leaf as a file lists it, under a number of the file's own.</summary>
internal readonly record struct LooseNode
{
    /// <summary>Whether it is a leaf.</summary>
    internal bool IsLeaf { get; init; }

    /// <summary>The leaf's value, or the node's threshold.</summary>
    internal double Value { get; init; }

    /// <summary>The column.</summary>
    internal int Feature { get; init; }

    /// <summary>The file's number of the left child.</summary>
    internal int Left { get; init; }

    /// <summary>The file's number of the right child.</summary>
    internal int Right { get; init; }

    /// <summary>Whether NaN goes left.</summary>
    internal bool MissingLeft { get; init; }

    /// <summary>What the node asks.</summary>
    internal SplitKind Kind { get; init; }

    /// <summary>What the split gained.</summary>
    internal double Gain { get; init; }

    /// <summary>Weight of the training rows.</summary>
    internal double Cover { get; init; }
}

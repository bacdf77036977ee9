namespace Weathervane.Learners.Trees;

/// <summary>What sends a value to the left child of a node.</summary>
internal enum SplitKind : byte
{
    /// <summary>Value at most the threshold; NaN goes the node's missing way.</summary>
    AtMost,

    /// <summary>As <see cref="AtMost"/>, with zeros (and NaN) counted as missing: LightGBM's <c>zero_as_missing</c>.</summary>
    AtMostZeroMissing,

    /// <summary>Value, cut to an integer, in the tree's category set that the threshold numbers; NaN goes the node's missing way.</summary>
    InSet,

    /// <summary>Value, rounded to float32, equal to the threshold (ONNX); NaN goes the node's missing way.</summary>
    Equal,
}

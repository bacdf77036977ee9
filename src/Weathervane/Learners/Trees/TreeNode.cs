using System.Runtime.CompilerServices;

namespace Weathervane.Learners.Trees;

/// <summary>An inner node: rows with feature &lt;= threshold go left.</summary>
/// <param name="Threshold">The largest value that goes left; another meaning under another <paramref name="Kind"/>.</param>
/// <param name="Feature">The column.</param>
/// <param name="Left">The left child: a node, or ~leaf where negative.</param>
/// <param name="Right">The right child.</param>
/// <param name="MissingLeft">Whether NaN goes left.</param>
/// <param name="Kind">What the node asks; our own learners only ask <see cref="SplitKind.AtMost"/>.</param>
internal readonly record struct TreeNode(
    double Threshold, int Feature, int Left, int Right, bool MissingLeft, SplitKind Kind = SplitKind.AtMost)
{
    /// <summary>Values this near to zero are LightGBM's zero: the float32 nearest to 1e-35.</summary>
    private const double NearZero = 1e-35f;

    /// <summary>The child that a value goes to.</summary>
    /// <param name="value">The feature's value.</param>
    /// <param name="sets">The tree's category sets.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Next(double value, uint[][] sets)
    {
        // What nearly every node asks, where a call would cost more than the answer.
        var left = Kind == SplitKind.AtMost ? value <= Threshold || (MissingLeft && double.IsNaN(value)) : GoesLeft(value, sets);
        return left ? Left : Right;
    }

    private bool GoesLeft(double value, uint[][] sets) => double.IsNaN(value)
        ? MissingLeft
        : Kind switch
        {
            SplitKind.AtMostZeroMissing => Math.Abs(value) <= NearZero ? MissingLeft : value <= Threshold,
            SplitKind.Equal => (float)value == Threshold,
            _ => Holds(sets[(int)Threshold], value),
        };

    private static bool Holds(uint[] set, double value) =>
        value > -1 && value < set.Length * 32L && ((set[(int)value / 32] >> ((int)value % 32)) & 1) != 0;
}

using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Where a column may be cut: between any two bins, or at a value drawn by lot. Holds the scratch space of one worker.</summary>
internal interface IColumnCuts
{
    /// <summary>Looks for a cut of one column and keeps the better of it and <paramref name="best"/>.</summary>
    /// <param name="rows">The node's rows.</param>
    /// <param name="cells">[rows of the data] weight of up and weight of all.</param>
    /// <param name="sum">The sum of the node's cells.</param>
    /// <param name="feature">The column.</param>
    /// <param name="random">The tree's lots.</param>
    /// <param name="best">Replaced by a better cut.</param>
    /// <returns>Whether the node may rest content with the columns looked at so far; false makes it look at one more.</returns>
    bool Look(ReadOnlySpan<int> rows, PackedCell[] cells, PackedCell sum, int feature, SeededRandom random, ref Cut best);

    /// <summary>Moves the rows that go left before those that go right, each in their order, and returns how many go left.</summary>
    /// <param name="rows">The node's rows.</param>
    /// <param name="cut">A cut that was found for them.</param>
    int Move(Span<int> rows, in Cut cut);
}

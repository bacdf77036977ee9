namespace Weathervane.Learners.Trees.Forests;

/// <summary>A cut of a node: rows with a value up to the threshold go left.</summary>
/// <param name="Gain">The fall of weight times impurity; the weights are those of the cells.</param>
/// <param name="Feature">The column; -1 for no cut.</param>
/// <param name="Threshold">The largest value that goes left.</param>
/// <param name="MissingLeft">Whether missing values go left.</param>
internal readonly record struct Cut(double Gain, int Feature, double Threshold, bool MissingLeft)
{
    internal static Cut None => new(0, -1, 0, false);

    internal bool Exists => Feature >= 0;

    /// <summary>The largest bin that goes left, where columns are cut into bins.</summary>
    internal int Bin { get; init; }
}

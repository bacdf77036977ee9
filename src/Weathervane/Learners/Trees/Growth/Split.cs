namespace Weathervane.Learners.Trees.Growth;

/// <summary>The best cut of a node found so far; sums in the units of the cells.</summary>
/// <param name="Gain">What the cut gains over the node as a leaf; 0 or less for none.</param>
/// <param name="Feature">The column.</param>
/// <param name="Bin">Codes up to and including this go left.</param>
/// <param name="MissingLeft">Whether missing values go left.</param>
/// <param name="LeftG">Sum of gradients on the left.</param>
/// <param name="LeftH">Sum of hessians on the left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool MissingLeft, double LeftG, double LeftH)
{
    internal static Split None => new(0, -1, 0, false, 0, 0);

    internal bool Exists => Feature >= 0;
}

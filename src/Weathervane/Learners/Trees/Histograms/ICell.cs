namespace Weathervane.Learners.Trees.Histograms;

/// <summary>A pair of sums, of gradients and of hessians, that histograms add up: packed whole numbers, or two doubles.</summary>
/// <remarks>Split search works in the cell's own units; <see cref="CellScale"/> leads back to those of the loss.</remarks>
internal interface ICell<TSelf>
    where TSelf : unmanaged, ICell<TSelf>
{
    /// <summary>Gradient and hessian.</summary>
    abstract double G { get; }

    /// <inheritdoc cref="G"/>
    abstract double H { get; }

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Adds to the sum at <paramref name="offset"/> + <paramref name="index"/>, in as few instructions as there are.</summary>
    static abstract void AddTo(ref TSelf sums, int offset, nuint index, TSelf added);

    /// <summary>Turns the histogram of a parent into that of one child by taking the other child out.</summary>
    static abstract void Subtract(Span<TSelf> parent, ReadOnlySpan<TSelf> child);

    /// <summary>Running sums over the bins, [bins] each.</summary>
    static abstract void Prefix(ReadOnlySpan<TSelf> histogram, Span<double> g, Span<double> h);

    /// <summary>The units in which <paramref name="rows"/> cells with gradients and hessians up to these can be added up.</summary>
    static abstract CellScale ScaleOf(double maxG, double maxH, int rows);

    /// <summary>Makes the cells of neighbouring rows.</summary>
    /// <param name="gradient">[rows].</param>
    /// <param name="hessian">[rows], 0 or more.</param>
    /// <param name="cells">[rows], filled.</param>
    /// <param name="scale">Their units.</param>
    /// <param name="seed">Decides the rounding, together with the row's number.</param>
    /// <param name="firstRow">The number of the first row.</param>
    static abstract void Fill(
        ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian, Span<TSelf> cells, CellScale scale, ulong seed, int firstRow);
}

/// <summary>What one unit of a cell's gradient and hessian stands for.</summary>
/// <param name="G">Gradient of one unit.</param>
/// <param name="H">Hessian of one unit.</param>
internal readonly record struct CellScale(double G, double H)
{
    /// <summary>What one unit of split gain, gradient squared by hessian, stands for.</summary>
    internal double Gain => G * G / H;
}

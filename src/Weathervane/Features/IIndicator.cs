using Weathervane.Bars;

namespace Weathervane.Features;

/// <summary>A calculation that takes one bar after another and gives one value a bar: the only implementation of its feature.</summary>
/// <remarks>Implemented by small mutable structs, which the JIT specialises: the batch column is a loop over <see cref="Update"/>, the live value is
/// its next call, so both agree to the bit. What a fresh struct has not written it must not read: copying a
/// fresh struct over a used one starts it anew, arrays and all. Values of the warm-up that the catalogue states are replaced by NaN by whoever runs it.</remarks>
public interface IIndicator
{
    /// <summary>Takes the next bar and gives the value known at its close; NaN where it is undefined (0/0, a window not yet full).</summary>
    /// <param name="bar">The bar after the one before.</param>
    double Update(in Bar bar);
}

/// <summary>An indicator of several values that share their work, as bands share one mean and deviation.</summary>
/// <remarks>The rules of <see cref="IIndicator"/> hold.</remarks>
public interface IIndicatorGroup
{
    /// <summary>Takes the next bar and gives the values known at its close.</summary>
    /// <param name="bar">The bar after the one before.</param>
    /// <param name="values">[outputs], all filled, in the order of the catalogue's outputs.</param>
    void Update(in Bar bar, Span<double> values);
}

using System.Runtime.CompilerServices;
using Weathervane.Bars;

namespace Weathervane.Features;

/// <summary>Indicators over many bars at once: nothing but the loop.</summary>
public static class Batch
{
    /// <summary>One value a bar, each exactly what <see cref="IIndicator.Update"/> gives.</summary>
    /// <param name="indicator">The indicator; goes on from where it is.</param>
    /// <param name="bars">[n] bars in time order.</param>
    /// <param name="destination">[n] values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    // Optimised at once: a set is often computed only once in a process, too seldom for the tiers to get there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<T>(ref T indicator, ReadOnlySpan<Bar> bars, Span<double> destination)
        where T : struct, IIndicator
    {
        Check.SameLength(destination.Length, bars.Length, nameof(destination));
        // A local copy lets the JIT keep the state in registers.
        var state = indicator;
        for (var i = 0; i < bars.Length; i++)
        {
            destination[i] = state.Update(in bars[i]);
        }

        indicator = state;
    }

    /// <summary>One value a bar of a whole series.</summary>
    /// <param name="indicator">The indicator; goes on from where it is.</param>
    /// <param name="bars">The bars.</param>
    /// <param name="destination">[bars.Count] values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Compute<T>(ref T indicator, BarSeries bars, Span<double> destination)
        where T : struct, IIndicator
    {
        Check.SameLength(destination.Length, bars.Count, nameof(destination));
        for (var i = 0; i < bars.Count; i++)
        {
            destination[i] = indicator.Update(bars[i]);
        }
    }
}

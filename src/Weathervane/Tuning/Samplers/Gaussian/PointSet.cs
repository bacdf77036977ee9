using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>Positions of a search space as a Gaussian process compares them.</summary>
/// <remarks>A parameter that does not exist at a point stands in the middle: it then differs little from any of its values, and the
/// choice that it hangs on differs anyway.</remarks>
internal sealed class PointSet(SearchSpace space)
{
    private readonly bool[] _ordered = [.. space.Parameters.Select(p => p.IsOrdered)];

    internal int Parameters => _ordered.Length;

    /// <summary>Squared differences of two points, [parameters].</summary>
    internal void Squares(double[] x, double[] y, Span<double> destination)
    {
        for (var p = 0; p < destination.Length; p++)
        {
            var gap = Known(x[p]) - Known(y[p]);
            destination[p] = _ordered[p] ? gap * gap : gap == 0 ? 0 : 1;
        }
    }

    private static double Known(double unit) => double.IsNaN(unit) ? 0.5 : unit;
}

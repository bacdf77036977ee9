using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>Points of a search space as a Gaussian process compares them: a column for each parameter, filled up to whole vectors.</summary>
/// <remarks>A parameter that does not exist at a point stands in the middle: it then differs little from any of its values, and the
/// choice that it hangs on differs anyway.</remarks>
internal sealed class PointSet
{
    // The widest vectors of .NET hold eight numbers: filled up to that, columns have no rest on any machine.
    private const int Lanes = 8;
    private readonly bool[] _ordered;
    private readonly double[][] _columns;

    internal PointSet(SearchSpace space, IReadOnlyList<double[]> points)
    {
        (Count, _ordered) = (points.Count, [.. space.Parameters.Select(p => p.IsOrdered)]);
        _columns = [.. _ordered.Select((_, p) => Column(points, p))];
    }

    /// <summary>Points.</summary>
    internal int Count { get; }

    internal int Parameters => _ordered.Length;

    /// <summary>The length that a column of so many numbers is filled up to.</summary>
    internal static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>Squared differences in one parameter of a point to the first points of the set.</summary>
    /// <param name="p">The parameter.</param>
    /// <param name="point">The point.</param>
    /// <param name="destination">[points] as many as are wanted.</param>
    internal void Squares(int p, int point, Span<double> destination)
    {
        var (column, at) = (_columns[p], _columns[p][point]);
        for (var i = 0; i < destination.Length; i++)
        {
            var gap = column[i] - at;
            destination[i] = _ordered[p] ? gap * gap : gap == 0 ? 0 : 1;
        }
    }

    private static double[] Column(IReadOnlyList<double[]> points, int p)
    {
        var column = new double[Padded(points.Count)];
        for (var i = 0; i < points.Count; i++)
        {
            column[i] = Known(points[i][p]);
        }

        return column;
    }

    /// <summary>Where a parameter stands, whether it exists there or not.</summary>
    internal static double Known(double unit) => double.IsNaN(unit) ? 0.5 : unit;
}

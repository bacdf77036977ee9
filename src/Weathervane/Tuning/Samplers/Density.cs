using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>An estimate of where trials of one parameter lie in [0, 1].</summary>
internal abstract class Density
{
    /// <summary>The estimate for trials at these positions; with none of them it is even.</summary>
    internal static Density Of(SearchParameter parameter, double[] units) =>
        parameter.IsOrdered ? new ParzenDensity(units) : new CellDensity(units, (int)parameter.Count!.Value);

    /// <summary>A position by chance.</summary>
    internal abstract double Draw(SeededRandom random);

    /// <summary>The density at a position; above 0.</summary>
    internal abstract double At(double unit);
}

/// <summary>A normal kernel on each trial, and a wide one over all, cut off at 0 and 1.</summary>
internal sealed class ParzenDensity : Density
{
    private static readonly double SqrtTwoPi = Math.Sqrt(2 * Math.PI);
    private readonly double[] _centers, _widths, _masses;

    internal ParzenDensity(double[] units)
    {
        // The wide kernel keeps every position possible.
        _centers = [.. units.Append(0.5).Order()];
        _widths = new double[_centers.Length];
        var narrowest = 1.0 / Math.Min(100, 1 + _centers.Length);
        var wide = Array.IndexOf(_centers, 0.5);
        for (var i = 0; i < _centers.Length; i++)
        {
            // As wide as the farther neighbour is away; the ends of the range are no neighbours.
            var left = i > 0 ? _centers[i] - _centers[i - 1] : 0;
            var right = i < _centers.Length - 1 ? _centers[i + 1] - _centers[i] : 0;
            _widths[i] = i == wide ? 1 : Math.Clamp(Math.Max(left, right), narrowest, 1);
        }

        _masses = [.. _centers.Zip(_widths, (c, w) => Normal.Cdf((1 - c) / w) - Normal.Cdf(-c / w))];
    }

    internal override double Draw(SeededRandom random)
    {
        var kernel = random.NextInt(_centers.Length);
        while (true)
        {
            // At least a third of each kernel lies inside, so this ends soon.
            var unit = _centers[kernel] + (_widths[kernel] * random.NextGaussian());
            if (unit is >= 0 and <= 1)
            {
                return unit;
            }
        }
    }

    internal override double At(double unit)
    {
        var sum = 0.0;
        for (var i = 0; i < _centers.Length; i++)
        {
            var z = (unit - _centers[i]) / _widths[i];
            sum += FixedMath.Exp(-z * z / 2) / (_widths[i] * _masses[i]);
        }

        return sum / (SqrtTwoPi * _centers.Length);
    }
}

/// <summary>Counts of choices, each starting with its share of one trial.</summary>
internal sealed class CellDensity : Density
{
    private readonly double[] _weights;

    internal CellDensity(double[] units, int cells)
    {
        _weights = [.. Enumerable.Repeat(1.0 / cells, cells)];
        foreach (var unit in units)
        {
            _weights[Cell(unit)]++;
        }
    }

    internal override double Draw(SeededRandom random)
    {
        var left = random.NextDouble() * _weights.Sum();
        var cell = 0;
        for (; cell < _weights.Length - 1 && left >= _weights[cell]; cell++)
        {
            left -= _weights[cell];
        }

        return (cell + 0.5) / _weights.Length;
    }

    internal override double At(double unit) => _weights[Cell(unit)] / _weights.Sum();

    private int Cell(double unit) => Math.Clamp((int)(unit * _weights.Length), 0, _weights.Length - 1);
}

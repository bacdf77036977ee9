using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Parzen;

/// <summary>One kernel on each trial, and a wide one over all, in one parameter.</summary>
internal abstract class Kernels
{
    /// <summary>Parameters with so few values get a table of masses; a cell is then as wide as a kernel.</summary>
    private const int TableMax = 32;

    /// <summary>The kernels on trials at these positions; the wide one comes last.</summary>
    /// <param name="parameter">Whose positions they are.</param>
    /// <param name="units">[trials] positions.</param>
    internal static Kernels Of(SearchParameter parameter, double[] units) =>
        parameter.Count is not (> 0 and <= TableMax) ? new NormalKernels(units, Widths(units))
        : parameter.IsOrdered ? CellKernels.Ordered(parameter.Edges(), units, Widths(units))
        : CellKernels.Unordered(parameter.Edges(), units);

    /// <summary>As wide as the farther neighbour is away, the middle of the range being one of the places and its ends none; the last is the
    /// wide kernel's.</summary>
    private static double[] Widths(double[] units)
    {
        double[] places = [.. units, 0.5];
        var widths = new double[places.Length];
        int[] order = [.. Enumerable.Range(0, places.Length).OrderBy(i => places[i])];
        var narrowest = 1.0 / Math.Min(100, places.Length + 1);
        for (var i = 0; i < order.Length; i++)
        {
            var left = i > 0 ? places[order[i]] - places[order[i - 1]] : 0;
            var right = i < order.Length - 1 ? places[order[i + 1]] - places[order[i]] : 0;
            widths[order[i]] = Math.Clamp(Math.Max(left, right), narrowest, 1);
        }

        widths[^1] = 1;
        return widths;
    }

    /// <summary>A position by chance from one kernel.</summary>
    internal abstract double Draw(int kernel, SeededRandom random);

    /// <summary>Adds the logarithm of each kernel's density at a position.</summary>
    internal abstract void AddLogs(double unit, Span<double> logs);
}

/// <summary>Normal kernels, cut off at 0 and 1.</summary>
internal sealed class NormalKernels : Kernels
{
    private const double LogSqrtTau = 0.91893853320467274178;
    private readonly double[] _centers, _widths, _inverses, _logScales;

    internal NormalKernels(double[] units, double[] widths)
    {
        (_centers, _widths) = ([.. units, 0.5], widths);
        _inverses = [.. _widths.Select(w => 1 / w)];
        _logScales = [.. _centers.Zip(_widths, (c, w) => -FixedMath.Log(w * (Normal.Cdf((1 - c) / w) - Normal.Cdf(-c / w))) - LogSqrtTau)];
    }

    internal override double Draw(int kernel, SeededRandom random)
    {
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

    internal override void AddLogs(double unit, Span<double> logs)
    {
        for (var k = 0; k < logs.Length; k++)
        {
            var z = (unit - _centers[k]) * _inverses[k];
            logs[k] += _logScales[k] - (0.5 * z * z);
        }
    }
}

/// <summary>The mass of each kernel in each of a few cells.</summary>
internal sealed class CellKernels : Kernels
{
    private readonly double[] _edges;
    private readonly double[][] _masses, _logs;

    private CellKernels(double[] edges, IEnumerable<double[]> masses)
    {
        _edges = edges;
        _masses = [.. masses];
        // By cell first, since a position is asked of all kernels.
        _logs = [.. Enumerable.Range(0, edges.Length - 1).Select(c => _masses.Select(m => FixedMath.Log(m[c] / (edges[c + 1] - edges[c]))).ToArray())];
    }

    /// <summary>Normal kernels, added up over each cell.</summary>
    internal static CellKernels Ordered(double[] edges, double[] units, double[] widths) =>
        new(edges, units.Append(0.5).Zip(widths, (u, width) => Masses(edges, u, width)));

    /// <summary>One trial's cell, and a share of one trial over all: the less, the more trials there are.</summary>
    internal static CellKernels Unordered(double[] edges, double[] units)
    {
        double[] even = [.. edges.Skip(1).Zip(edges, (high, low) => high - low)];
        var share = 1.0 / (units.Length + 1);
        return new(edges, units.Select(u =>
        {
            double[] masses = [.. even.Select(e => e * share / (1 + share))];
            masses[Cell(edges, u)] += 1 / (1 + share);
            return masses;
        }).Append(even));
    }

    internal override double Draw(int kernel, SeededRandom random)
    {
        var (masses, left, cell) = (_masses[kernel], random.NextDouble(), 0);
        for (; cell < masses.Length - 1 && left >= masses[cell]; cell++)
        {
            left -= masses[cell];
        }

        return (_edges[cell] + _edges[cell + 1]) / 2;
    }

    internal override void AddLogs(double unit, Span<double> logs)
    {
        var cell = _logs[Cell(_edges, unit)];
        for (var k = 0; k < logs.Length; k++)
        {
            logs[k] += cell[k];
        }
    }

    private static int Cell(double[] edges, double unit)
    {
        var cell = 0;
        while (cell < edges.Length - 2 && unit >= edges[cell + 1])
        {
            cell++;
        }

        return cell;
    }

    private static double[] Masses(double[] edges, double center, double width)
    {
        double[] below = [.. edges.Select(e => Normal.Cdf((e - center) / width))];
        var all = below[^1] - below[0];
        // Far cells keep a trace, so that no logarithm is infinite.
        return [.. below.Skip(1).Zip(below, (high, low) => Math.Max((high - low) / all, 1e-30))];
    }
}

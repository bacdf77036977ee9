using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>Points of a search space near another one.</summary>
internal static class Neighbours
{
    private const double ChoiceChange = 0.2;

    /// <summary>The position of the values at a position: inside cells, NaN for what does not exist there.</summary>
    internal static double[] Snap(SearchSpace space, double[] units) => space.IsContinuous ? units : space.Units(space.Point(units));

    /// <summary>Moves some ordered parameters a little, and now and then a choice.</summary>
    /// <param name="space">The space.</param>
    /// <param name="units">Where to start.</param>
    /// <param name="width">Standard deviation of the moves.</param>
    /// <param name="random">Chance.</param>
    internal static double[] Near(SearchSpace space, double[] units, double width, SeededRandom random)
    {
        var near = new double[units.Length];
        // Few parameters at a time in large spaces: moving all at once seldom helps.
        var moved = Math.Max(1.0 / units.Length, random.NextDouble());
        var sure = random.NextInt(units.Length);
        for (var p = 0; p < near.Length; p++)
        {
            var (old, draw, move) = (units[p], random.NextDouble(), random.NextGaussian());
            near[p] = double.IsNaN(old) ? draw
                : p != sure && random.NextDouble() >= moved ? old
                : space.Parameters[p].IsOrdered ? Folded(old + (Math.Max(width, Cell(space.Parameters[p])) * move))
                : draw < ChoiceChange || p == sure ? random.NextDouble() : old;
        }

        return Snap(space, near);
    }

    /// <summary>Half the width of a cell: less would never leave it.</summary>
    private static double Cell(SearchParameter parameter) => parameter.Count is { } count ? 0.5 / count : 0;

    /// <summary>Mirrored at the ends, so that they are reached but not crowded.</summary>
    private static double Folded(double unit) => unit < 0 ? Math.Min(-unit, 1) : unit > 1 ? Math.Max(2 - unit, 0) : unit;
}

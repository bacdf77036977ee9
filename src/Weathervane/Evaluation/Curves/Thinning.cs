namespace Weathervane.Evaluation.Curves;

/// <summary>Makes long curves short enough to draw.</summary>
internal static class Thinning
{
    /// <summary>At most so many of the points, evenly chosen, both ends included.</summary>
    internal static IReadOnlyList<T> Evenly<T>(IReadOnlyList<T> points, int pointsMax)
    {
        Check.InRange(pointsMax, 2, int.MaxValue);
        return points.Count <= pointsMax
            ? points
            : [.. Enumerable.Range(0, pointsMax).Select(i => points[(int)((long)i * (points.Count - 1) / (pointsMax - 1))])];
    }
}

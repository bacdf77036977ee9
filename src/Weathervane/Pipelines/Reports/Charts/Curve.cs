namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>Makes long curves short enough for a page.</summary>
internal static class Curve
{
    /// <summary>Points drawn of one curve at most: about one for two pixels.</summary>
    internal const int PointsMax = 200;

    /// <summary>Keeps the points that make the shape: of each bucket the one that spans the largest triangle with the point kept before it
    /// and the mean of the bucket after it. The first and last point stay.</summary>
    /// <remarks>Source: Steinarsson (2013), Downsampling Time Series for Visual Representation, "largest triangle three buckets".</remarks>
    /// <param name="points">In the order to be drawn.</param>
    /// <param name="most">How many to keep at most, 3 or more.</param>
    internal static IReadOnlyList<CurvePoint> Thin(IReadOnlyList<CurvePoint> points, int most = PointsMax)
    {
        Check.InRange(most, 3, int.MaxValue);
        if (points.Count <= most)
        {
            return points;
        }

        var width = (points.Count - 2) / (double)(most - 2);
        int Start(int bucket) => 1 + (int)(bucket * width);

        var kept = new List<CurvePoint>(most) { points[0] };
        for (var bucket = 0; bucket < most - 2; bucket++)
        {
            var (end, afterEnd) = (Start(bucket + 1), bucket == most - 3 ? points.Count : Start(bucket + 2));
            var next = Mean(points, end, afterEnd);
            kept.Add(Farthest(points, Start(bucket), end, kept[^1], next));
        }

        kept.Add(points[^1]);
        return kept;
    }

    /// <summary>The value of a curve at x, on the line between its neighbours; NaN outside it.</summary>
    internal static double At(IReadOnlyList<CurvePoint> points, double x)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            if (x >= a.X && x <= b.X)
            {
                return b.X > a.X ? a.Y + ((b.Y - a.Y) * (x - a.X) / (b.X - a.X)) : b.Y;
            }
        }

        return double.NaN;
    }

    private static CurvePoint Mean(IReadOnlyList<CurvePoint> points, int from, int to)
    {
        var (x, y) = (0.0, 0.0);
        for (var i = from; i < to; i++)
        {
            (x, y) = (x + points[i].X, y + points[i].Y);
        }

        return new CurvePoint(x / (to - from), y / (to - from));
    }

    private static CurvePoint Farthest(IReadOnlyList<CurvePoint> points, int from, int to, CurvePoint before, CurvePoint after)
    {
        var (best, bestArea) = (points[from], -1.0);
        for (var i = from; i < to; i++)
        {
            var area = Math.Abs(((before.X - after.X) * (points[i].Y - before.Y)) - ((before.X - points[i].X) * (after.Y - before.Y)));
            if (area > bestArea)
            {
                (best, bestArea) = (points[i], area);
            }
        }

        return best;
    }
}

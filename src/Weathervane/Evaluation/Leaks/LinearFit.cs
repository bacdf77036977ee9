namespace Weathervane.Evaluation.Leaks;

/// <summary>How well one column is a straight line of another.</summary>
/// <param name="Rows">Rows where both are finite.</param>
/// <param name="Slope">Of the line.</param>
/// <param name="Unexplained">Share of the variance that the line leaves, 0 to 1.</param>
internal readonly record struct LinearFit(int Rows, double Slope, double Unexplained)
{
    private const int RowsMin = 30;

    /// <summary>Fits y on x; null with fewer than 30 common rows, or where one of the two never changes.</summary>
    internal static LinearFit? Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var n = 0;
        double meanX = 0, meanY = 0, xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
            {
                n++;
                var (dx, dy) = (x[i] - meanX, y[i] - meanY);
                meanX += dx / n;
                meanY += dy / n;
                xx += dx * (x[i] - meanX);
                yy += dy * (y[i] - meanY);
                xy += dx * (y[i] - meanY);
            }
        }

        // Below this the variance is the rounding of a constant.
        var (floorX, floorY) = (1e-24 * n * meanX * meanX, 1e-24 * n * meanY * meanY);
        return n < RowsMin || !(xx > floorX) || !(yy > floorY) ? null : new LinearFit(n, xy / xx, Math.Max(0, 1 - (xy / xx * (xy / yy))));
    }
}

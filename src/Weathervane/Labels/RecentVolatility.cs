using Weathervane.Bars;

namespace Weathervane.Labels;

/// <summary>The unit in which barriers and dead zones are measured.</summary>
internal static class RecentVolatility
{
    /// <summary>Sample standard deviation of the last one-bar returns c / c[-1] - 1, the decision bar's being the last; NaN before there are enough.</summary>
    internal static double At(BarSeries bars, int bar, int length)
    {
        if (bar < length)
        {
            return double.NaN;
        }

        var close = bars.Close.Slice(bar - length, length + 1);
        double sum = 0, squares = 0;
        for (var i = 1; i <= length; i++)
        {
            sum += (close[i] / close[i - 1]) - 1;
        }

        var mean = sum / length;
        for (var i = 1; i <= length; i++)
        {
            var deviation = (close[i] / close[i - 1]) - 1 - mean;
            squares += deviation * deviation;
        }

        return Math.Sqrt(squares / (length - 1));
    }
}

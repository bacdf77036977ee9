using System.Globalization;
using Weathervane.Bars;
using Weathervane.Labels;

namespace Weathervane.Evaluation.Leaks;

/// <summary>What a leaking feature most likely does, in words: a hint for whoever has to find the line.</summary>
internal static class LeakCause
{
    // A feature that changes this early reads all bars, not only the next ones.
    private const double EarlyShare = 0.25;
    private const int FewValues = 100;

    internal static string Of(BarFeatures whole, int column, BarSeries bars, FeatureDifference difference, int reach, double firstShare, Label? label)
    {
        var values = whole.Matrix.Column(column);
        if (FutureMatch.Of(values, bars, label) is { } match)
        {
            return $"it is {match.Words}.";
        }

        if (firstShare > EarlyShare)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it reads {(reach == 1 ? "1 bar" : $"up to {reach:N0} bars")} ahead, as a shift, a centred window or a coarser bar that has not closed does.");
        }

        var known = values[..difference.Values.Length];
        return LinearFit.Of(difference.Values, known) is { } fit && fit.Unexplained < 1e-9
            ? "values all over the series change, to a scale of their own: it is scaled by statistics of all bars."
            : Distinct(known) <= FewValues
                ? "values all over the series change, and there are few of them: bins or an encoding are fitted on all bars."
                : "values all over the series change: something in it is fitted on all bars.";
    }

    private static int Distinct(ReadOnlySpan<double> values)
    {
        var seen = new HashSet<double>();
        foreach (var value in values)
        {
            if (double.IsFinite(value) && seen.Add(value) && seen.Count > FewValues)
            {
                break;
            }
        }

        return seen.Count;
    }
}

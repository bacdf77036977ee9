using System.Globalization;
using Weathervane.Bars;
using Weathervane.Labels;

namespace Weathervane.Evaluation.Leaks;

/// <summary>A column that is a later value of the bars or of the label, as it is or on another scale.</summary>
/// <param name="Name">What it equals: <c>close</c>, <c>label</c>.</param>
/// <param name="BarsAhead">How many bars later that value became known.</param>
/// <param name="Words">The same in words: <c>the close 3 bars ahead</c>.</param>
public sealed record FutureMatch(string Name, int BarsAhead, string Words)
{
    /// <summary>The furthest that is looked ahead.</summary>
    public const int Furthest = 50;

    private const int SampleRows = 96;
    private const double Exact = 1e-9;

    /// <summary>Looks for a later value that a column equals, up to <see cref="Furthest"/> bars ahead.</summary>
    /// <remarks>A column that equals something known at its own bar matches nothing: an open that is the close before it is no leak.</remarks>
    /// <param name="values">[bars]; NaN where unknown.</param>
    /// <param name="bars">The bars.</param>
    /// <param name="label">What is forecast; null where that is not known.</param>
    /// <returns>The nearest match; null for none.</returns>
    public static FutureMatch? Of(ReadOnlySpan<double> values, BarSeries bars, Label? label)
    {
        var column = values.ToArray();
        var sample = Sample(column);
        if (sample.Length < SampleRows / 2)
        {
            return null;
        }

        var series = Series(bars);
        for (var ago = 0; ago <= Furthest; ago++)
        {
            if (series.Any(s => Equal(column, s.Values, -ago, sample)))
            {
                return null;
            }
        }

        if (label is not null && OfLabel(column, bars, label, sample) is { } target)
        {
            return target;
        }

        for (var ahead = 1; ahead <= Furthest; ahead++)
        {
            if (series.FirstOrDefault(s => Equal(column, s.Values, ahead, sample)) is { Name: { } name })
            {
                return new FutureMatch(name, ahead, $"the {name} {Bars(ahead)} ahead");
            }
        }

        return null;
    }

    /// <summary>The label of the bar, of later ones, or of earlier ones that was not settled yet.</summary>
    private static FutureMatch? OfLabel(double[] column, BarSeries bars, Label label, int[] sample)
    {
        var labels = label.Compute(bars);
        (string Name, double[] Values)[] targets =
        [
            ("label", [.. Enumerable.Range(0, labels.Count).Select(i => labels[i].Value)]),
            ("label's return", [.. Enumerable.Range(0, labels.Count).Select(i => labels[i].Return)]),
        ];
        foreach (var ahead in Enumerable.Range(1 - label.BarsAhead, label.BarsAhead + Furthest).OrderBy(Math.Abs))
        {
            if (targets.FirstOrDefault(t => Equal(column, t.Values, ahead, sample)) is { Name: { } name })
            {
                return new FutureMatch(name, ahead + label.BarsAhead, ahead switch
                {
                    0 => $"the {name} of its own bar, known {Bars(label.BarsAhead)} later",
                    > 0 => $"the {name} of the bar {Bars(ahead)} ahead",
                    _ => $"the {name} of the bar {Bars(-ahead)} before, which is not known yet",
                });
            }
        }

        return null;
    }

    private static (string Name, double[] Values)[] Series(BarSeries bars)
    {
        var close = bars.Close.ToArray();
        return
        [
            ("close", close),
            ("open", bars.Open.ToArray()),
            ("high", bars.High.ToArray()),
            ("low", bars.Low.ToArray()),
            ("volume", bars.Volume.ToArray()),
            ("one-bar return", [double.NaN, .. close.Skip(1).Zip(close, (now, before) => (now / before) - 1)]),
            .. bars.ColumnNames.Select(name => (name, bars.Column(name).ToArray())),
        ];
    }

    /// <summary>Bars with a value, spread over all that have one.</summary>
    private static int[] Sample(double[] column)
    {
        int[] known = [.. Enumerable.Range(0, column.Length).Where(i => double.IsFinite(column[i]))];
        return known.Length <= SampleRows ? known : [.. Enumerable.Range(0, SampleRows).Select(i => known[(int)((long)i * known.Length / SampleRows)])];
    }

    private static bool Equal(double[] column, double[] other, int ahead, int[] sample)
    {
        double[] later = [.. sample.Select(i => At(other, i + ahead))];
        if (!IsLine([.. sample.Select(i => column[i])], later))
        {
            return false;
        }

        return IsLine(column, [.. Enumerable.Range(0, column.Length).Select(i => At(other, i + ahead))]);

        static bool IsLine(double[] x, double[] y) => LinearFit.Of(x, y) is { } fit && fit.Unexplained < Exact;
    }

    private static double At(double[] values, int bar) => bar >= 0 && bar < values.Length ? values[bar] : double.NaN;

    private static string Bars(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "bar" : "bars")}");
}

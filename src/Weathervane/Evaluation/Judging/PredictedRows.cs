using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation.Metrics;
using Weathervane.Labels;

namespace Weathervane.Evaluation.Judging;

/// <summary>Predictions that stand on a bar with a label, in time order.</summary>
/// <param name="Bars">[rows] positions of the decision bars, rising.</param>
/// <param name="Labels">[rows] what came of them.</param>
/// <param name="Probabilities">[rows] what was said.</param>
/// <param name="Warnings">What did not fit, a sentence each.</param>
internal sealed record PredictedRows(int[] Bars, double[] Labels, double[] Probabilities, IReadOnlyList<string> Warnings)
{
    // A shift by one bar must explain the data this much better before it is named.
    private const double ShiftGain = 0.02;

    /// <exception cref="InputException">There are no times, or none is that of a bar.</exception>
    internal static PredictedRows Match(Predictions predictions, BarSeries bars, JudgeOptions options)
    {
        var bar = predictions.Positions(bars, options.Time ?? predictions.Meaning ?? PredictionTime.Bar, options.Horizon);
        var labels = new NextBarDirection { Horizon = options.Horizon }.Compute(bars);
        var (warnings, times) = (new List<string>(), predictions.Times!);
        int[] strangers = [.. Enumerable.Range(0, times.Length).Where(i => bar[i] < 0)];
        PredictionJudge.Add(warnings, strangers.Length, string.Create(
            CultureInfo.InvariantCulture, $"{{0}} rows have a time that no bar has, the first {strangers.Select(i => times[i]).FirstOrDefault():yyyy-MM-dd HH:mm:ss}, and are left out."));
        int[] matched = [.. Enumerable.Range(0, times.Length).Where(i => bar[i] >= 0)];
        PredictionJudge.Add(warnings, matched.Zip(matched.Skip(1)).Any(p => bar[p.Second] < bar[p.First]) ? 1 : 0, "The rows were not in time order; they were put into it.");
        int[] single = [.. matched.GroupBy(i => bar[i]).Select(g => g.First()).OrderBy(i => bar[i])];
        PredictionJudge.Add(warnings, matched.Length - single.Length, "{0} rows repeat the time of another; the first of each is kept.");
        int[] labelled = [.. single.Where(i => labels.IsKnown(bar[i]))];
        PredictionJudge.Add(warnings, single.Length - labelled.Length, "{0} rows have no outcome yet, or a hole before it, and are left out.");
        if (predictions.HorizonOn(bars) is { } own && own != options.Horizon)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Most of the file's own targets are {own} bars ahead, and {options.Horizon} was asked for (--horizon)."));
        }

        WarnOfHoles(warnings, [.. labelled.Select(i => bar[i])]);
        WarnOfShift(warnings, predictions, labels, bar, labelled);
        return new PredictedRows(
            [.. labelled.Select(i => bar[i])], [.. labelled.Select(i => labels[bar[i]].Value)], [.. labelled.Select(i => predictions.Probabilities[i])], warnings);
    }

    private static void WarnOfHoles(List<string> warnings, int[] bars)
    {
        if (bars.Length >= 2)
        {
            PredictionJudge.Add(warnings, bars[^1] - bars[0] + 1 - bars.Length, "{0} bars between the first and the last prediction have none: were they left out by chance, or by what was known later?");
        }
    }

    /// <summary>Times that name another bar than was meant show in labels that fit a neighbour, or in a skill that only a neighbour has.</summary>
    private static void WarnOfShift(List<string> warnings, Predictions predictions, LabelSeries labels, int[] bar, int[] rows)
    {
        var own = predictions.Labels;
        double Fit(int shift)
        {
            int[] there = [.. rows.Where(i => bar[i] + shift >= 0 && bar[i] + shift < labels.Count && labels.IsKnown(bar[i] + shift) && !(own is not null && double.IsNaN(own[i])))];
            return there.Length < 30 ? double.NaN
                : own is not null ? there.Average(i => own[i] == labels[bar[i] + shift].Value ? 1.0 : 0.0)
                : RocAuc.Metric.Score([.. there.Select(i => labels[bar[i] + shift].Value)], [.. there.Select(i => predictions.Probabilities[i])]);
        }

        var (before, here, after) = (Fit(-1), Fit(0), Fit(1));
        var what = own is not null ? "labels agree with those of the bars" : "ranking (ROC-AUC) is";
        if (own is not null && here < 1)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * (1 - here):0.##} % of the labels in the file differ from those of the bars, which are used."));
        }

        // Where the opposite of the labels fits best, any neighbour fits them better than their own bar does: that is no shift.
        if (own is not null && 1 - here > here + ShiftGain && !(1 - here <= before) && !(1 - here <= after))
        {
            warnings.Add("The labels look turned round: most of them say the opposite of the bars. Check which way 1 means, in the probabilities too.");
            return;
        }

        // A model that follows the last move ranks the direction of its own decision bar well, which is the label of the bar before: without labels of its own that is
        // a sign of a shift only where nothing says what the times mean.
        var isTold = own is null && predictions.Meaning is not null;
        foreach (var (fit, where) in new[] { (isTold ? double.NaN : before, "earlier"), (after, "later") })
        {
            if (fit > here + (own is null ? 5 * ShiftGain : ShiftGain))
            {
                warnings.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The times look shifted by one bar: the {what} {fit:0.###} one bar {where}, and {here:0.###} as given. Check what they mean (--time bar, knownAt or target)."));
            }
        }
    }
}

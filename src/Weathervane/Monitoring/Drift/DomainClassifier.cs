using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Learners.Linear;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Drift;

/// <summary>Asks whether a classifier can tell the window's rows from the reference's, and whether it can tell stretches of the reference as well.</summary>
/// <remarks>It is a logistic regression on each feature's value and square, in the reference's deviations, fitted on one half of either's time and asked about the other, both ways round.
/// Any two stretches of slow features can be told apart, so the area alone means nothing: it is held against those of the reference's own stretches, none
/// sharing a row with another. Source: Lopez-Paz and Oquab (2017), Revisiting classifier two-sample tests, ICLR; the yardstick is ours.</remarks>
public static class DomainClassifier
{
    private const int StretchesMax = 19;
    private const int RowsMax = 1_000;
    private const double Far = 5;

    /// <summary>Asks about a window.</summary>
    /// <param name="reference">[rows x columns] in time order.</param>
    /// <param name="window">[rows x columns] with the same columns; at least <see cref="DriftOptions.RowsMin"/> rows.</param>
    /// <param name="threads">Most threads; the result does not depend on it.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Null where no column moves in the reference.</returns>
    public static DomainFinding? Of(FeatureMatrix reference, FeatureMatrix window, int threads = 1, CancellationToken cancel = default)
    {
        var scales = Enumerable.Range(0, reference.Columns).Select(c => Scale(c, reference.Column(c))).Where(s => s.Deviation > 0).ToArray();
        if (scales.Length == 0)
        {
            return null;
        }

        var (area, weights) = Tell(reference, [.. Enumerable.Range(0, reference.Rows)], window, [.. Enumerable.Range(0, window.Rows)], scales);
        var stretches = reference.Rows >= 2 * window.Rows ? Math.Min(StretchesMax, reference.Rows / window.Rows) : 0;
        var own = new double[stretches];
        Parallel.For(0, stretches, ParallelRuns.Options(threads, cancel), i =>
        {
            var start = (int)((long)i * (reference.Rows - window.Rows) / Math.Max(1, stretches - 1));
            int[] rest = [.. Enumerable.Range(0, reference.Rows).Where(r => r < start || r >= start + window.Rows)];
            own[i] = Tell(reference, rest, reference, [.. Enumerable.Range(start, window.Rows)], scales).Area;
        });
        Array.Sort(own);
        return new DomainFinding(
            area, own, (1.0 + own.Count(a => a >= area)) / (stretches + 1),
            [.. weights.Index().OrderByDescending(w => w.Item).Take(5).Select(w => reference.Names[scales[w.Index].Column])]);
    }

    /// <summary>The area over both halves, and how much each column moved the score.</summary>
    private static (double Area, double[] Weights) Tell(FeatureMatrix a, int[] rowsOfA, FeatureMatrix b, int[] rowsOfB, ColumnScale[] scales)
    {
        // Neighbours resemble each other, so that every few rows tell nearly all.
        int[] thinA = Thin(rowsOfA, 2 * RowsMax), thinB = Thin(rowsOfB, RowsMax);
        var (scores, labels) = (new List<double>(), new List<bool>());
        var weights = new double[scales.Length];
        for (var half = 0; half < 2; half++)
        {
            var (learnA, askA) = Halves(thinA, half);
            var (learnB, askB) = Halves(thinB, half);
            var model = Learner.Fit(Rows(a, learnA, b, learnB, scales), new FitContext());
            var asked = Rows(a, askA, b, askB, scales);
            var said = new double[asked.Rows];
            model.Predict(asked.Features, said);
            scores.AddRange(said);
            labels.AddRange(asked.Labels.Select(l => l > 0.5));
            var coefficients = ((LogisticModel)model).Coefficients;
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] += Math.Abs(coefficients[2 * i]) + Math.Abs(coefficients[(2 * i) + 1]);
            }
        }

        return (Area([.. scores], labels), weights);
    }

    private static LogisticRegression Learner { get; } = new();

    private static (int[] Learn, int[] Ask) Halves(int[] rows, int half)
    {
        var (first, second) = (rows[..(rows.Length / 2)], rows[(rows.Length / 2)..]);
        return half == 0 ? (first, second) : (second, first);
    }

    private static int[] Thin(int[] rows, int most) => rows.Length <= most ? rows : [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])];

    private static Dataset Rows(FeatureMatrix a, int[] rowsOfA, FeatureMatrix b, int[] rowsOfB, ColumnScale[] scales)
    {
        var rows = rowsOfA.Length + rowsOfB.Length;
        var values = new double[rows * 2 * scales.Length];
        for (var c = 0; c < scales.Length; c++)
        {
            var linear = values.AsSpan(2 * c * rows, rows);
            var square = values.AsSpan(((2 * c) + 1) * rows, rows);
            for (var i = 0; i < rows; i++)
            {
                var value = i < rowsOfA.Length ? a[rowsOfA[i], scales[c].Column] : b[rowsOfB[i - rowsOfA.Length], scales[c].Column];
                // An unknown value counts as the mean.
                linear[i] = double.IsFinite(value) ? Math.Clamp((value - scales[c].Mean) / scales[c].Deviation, -Far, Far) : 0;
                square[i] = (linear[i] * linear[i]) - 1;
            }
        }

        string[] names = [.. scales.SelectMany(s => new[] { a.Names[s.Column], a.Names[s.Column] + " squared" })];
        double[] labels = [.. Enumerable.Range(0, rows).Select(i => i < rowsOfA.Length ? 0.0 : 1.0)];
        return new Dataset(new FeatureMatrix(names, values, rows), labels, [.. Enumerable.Range(0, rows).Select(i => new LabelSpan(i, i))]);
    }

    /// <summary>The chance that a row of the window is ranked above one of the reference.</summary>
    private static double Area(double[] scores, List<bool> labels)
    {
        var ranks = MidRanks.Centred(scores, out _);
        var (sum, ups) = (0.0, 0.0);
        for (var i = 0; i < ranks.Length; i++)
        {
            (sum, ups) = labels[i] ? (sum + ranks[i], ups + 1) : (sum, ups);
        }

        // The ranks of the ups less their mean: 0 for no skill, ups x downs / 2 where all are above.
        return 0.5 + (sum / (ups * (scores.Length - ups)));
    }

    private static ColumnScale Scale(int column, ReadOnlySpan<double> values)
    {
        var (mean, squares, count) = (0.0, 0.0, 0);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                var step = value - mean;
                mean += step / ++count;
                squares += step * (value - mean);
            }
        }

        return new ColumnScale(column, mean, count > 1 ? Math.Sqrt(squares / (count - 1)) : 0);
    }

    private readonly record struct ColumnScale(int Column, double Mean, double Deviation);
}

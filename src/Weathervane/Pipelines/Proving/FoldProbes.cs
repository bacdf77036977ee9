using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Leaks;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Pipelines.Proving;

/// <summary>Makes the rows that a learner is given of a fold's: held back, weighted, scaled, filled.</summary>
/// <param name="data">All rows.</param>
/// <param name="split">The fold.</param>
/// <returns>The rows to learn from, and those held back for watching; null for none.</returns>
internal delegate (Dataset Train, Dataset? Validation) FoldPreparation(Dataset data, Split split);

/// <summary>What a fold's training knows of its test.</summary>
internal static class FoldProbes
{
    /// <summary>Rows as the evaluation prepares them.</summary>
    internal static FoldPreparation AsEvaluated(EvaluationOptions options) => (data, split) =>
    {
        var fold = PreparedFold.Of(data, split, options);
        return (fold.Train, fold.Validation);
    };

    /// <summary>No training label read a bar that a test label read.</summary>
    internal static LeakReport Spans(Dataset data, IReadOnlyList<Split> folds)
    {
        var findings = new List<LeakFinding>();
        foreach (var split in folds)
        {
            var read = new HashSet<int>(split.Test.SelectMany(r => Enumerable.Range(data.Spans[r].First, data.Spans[r].Last - data.Spans[r].First + 1)));
            if (split.Train.FirstOrDefault(r => Enumerable.Range(data.Spans[r].First, data.Spans[r].Last - data.Spans[r].First + 1).Any(read.Contains), -1) is >= 0 and var row)
            {
                findings.Add(new LeakFinding(
                    "spans", null, data.Times?[row], "the label of this training row reads bars that a test label reads, too.", data.Spans[row].Last - data.Spans[row].First));
            }
        }

        return new LeakReport { Checks = [new LeakCheck("spans", "no bar that a test label reads is read by a training label of its fold", folds.Count)], Findings = findings };
    }

    /// <summary>Test features a thousand times as large, and test labels shuffled and shifted by a row, change nothing that a learner of the first and the last fold is given.</summary>
    internal static LeakReport Targets(Dataset data, IReadOnlyList<Split> folds, FoldPreparation prepare, ulong seed)
    {
        var findings = new List<LeakFinding>();
        int[] asked = folds.Count > 1 ? [0, folds.Count - 1] : [0];
        foreach (var (split, fold) in asked.Select(i => (folds[i], i)))
        {
            var (before, watched) = prepare(data, split);
            foreach (var (name, changed) in Changes(data, split, SeededRandom.Mix(seed, (ulong)fold)))
            {
                var (after, watchedAfter) = prepare(changed, split);
                if ((Difference(before, after) ?? (watched is null || watchedAfter is null ? null : Difference(watched, watchedAfter))) is { } what)
                {
                    var row = split.Train[0];
                    findings.Add(new LeakFinding("scaler", what.Feature, data.Times?[row], string.Create(
                        CultureInfo.InvariantCulture, $"{what.Words} that fold {fold + 1} learns from changes when {name}: it is fitted on test rows.")));
                    break;
                }
            }
        }

        return new LeakReport
        {
            Checks = [new LeakCheck("scaler", "scaler, fill values, weights and labels of a fold's training stay the same when its test's features are scaled and its test's targets shuffled and shifted", 3 * asked.Length)],
            Findings = findings,
        };
    }

    private static IEnumerable<(string Name, Dataset Data)> Changes(Dataset data, Split split, ulong seed)
    {
        var values = new double[checked(data.Features.Columns * data.Rows)];
        for (var c = 0; c < data.Features.Columns; c++)
        {
            data.Features.Column(c).CopyTo(values.AsSpan(c * data.Rows));
            foreach (var row in split.Test)
            {
                values[(c * data.Rows) + row] *= 1_000;
            }
        }

        yield return ("the features of its test rows are scaled", data with { Features = new FeatureMatrix(data.Features.Names, values, data.Rows) });
        double[] shuffled = [.. split.Test.Select(r => data.Labels[r])];
        new SeededRandom(seed).Shuffle(shuffled.AsSpan());
        yield return ("the targets of its test rows are shuffled", data.WithLabels(Put(data, split, i => shuffled[i])));
        yield return ("the targets of its test rows are shifted", data.WithLabels(Put(data, split, i => data.Labels[split.Test[(i + 1) % split.Test.Length]])));
    }

    private static double[] Put(Dataset data, Split split, Func<int, double> value)
    {
        var labels = data.Labels.ToArray();
        for (var i = 0; i < split.Test.Length; i++)
        {
            labels[split.Test[i]] = value(i);
        }

        return labels;
    }

    /// <summary>What of two sets of rows is not the same to the bit; null for nothing.</summary>
    internal static (string? Feature, string Words)? Difference(Dataset one, Dataset other)
    {
        if (one.Rows != other.Rows)
        {
            return (null, "the number of rows");
        }

        if (!one.Features.Names.SequenceEqual(other.Features.Names))
        {
            return (null, "the list of features");
        }

        for (var c = 0; c < one.Features.Columns; c++)
        {
            if (!Same(one.Features.Column(c), other.Features.Column(c)))
            {
                return (one.Features.Names[c], "the feature");
            }
        }

        return !Same(one.Labels, other.Labels) ? (null, "a label")
            : !Same(one.Weights, other.Weights) ? (null, "a weight")
            : !one.Spans.AsSpan().SequenceEqual(other.Spans.AsSpan()) ? (null, "the span of a label") : null;
    }

    private static bool Same(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if (!one[i].Equals(other[i]))
            {
                return false;
            }
        }

        return one.Length == other.Length;
    }
}

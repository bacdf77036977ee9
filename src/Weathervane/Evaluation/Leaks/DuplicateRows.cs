using System.Globalization;
using System.Runtime.InteropServices;
using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Labels;

namespace Weathervane.Evaluation.Leaks;

/// <summary>Finds test rows that training has seen: copies of whole stretches, as files that were joined twice or oversampling leave them.</summary>
/// <remarks>A stretch counts when at least five neighbouring rows in a row equal five neighbouring training rows in all features and labels. Single
/// equal rows come by themselves where features have few values; rows that only repeat the row before them, as in a market that stands
/// still, do not count.</remarks>
public static class DuplicateRows
{
    private const int Stretch = 5;

    /// <summary>Looks for copies across a split.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="split">Which ones are learnt from, which tested.</param>
    /// <returns>Rows in copied stretches, and the first test row among them with its training row; 0 and -1 where there are none.</returns>
    public static (int Count, int FirstTest, int FirstTrain) Find(Dataset data, Split split)
    {
        var hashes = Hashes(data);
        var train = new Dictionary<long, List<int>>();
        foreach (var start in Starts(hashes, split.Train))
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(train, Key(hashes, start), out _) ??= []).Add(start);
        }

        var copied = new SortedSet<int>();
        var (firstTest, firstTrain) = (-1, -1);
        foreach (var start in Starts(hashes, split.Test))
        {
            if (train.TryGetValue(Key(hashes, start), out var places) && places.FirstOrDefault(p => AreEqual(data, p, start), -1) is >= 0 and var place)
            {
                (firstTest, firstTrain) = firstTest < 0 ? (start, place) : (firstTest, firstTrain);
                copied.UnionWith(Enumerable.Range(start, Stretch));
            }
        }

        return (copied.Count, firstTest, firstTrain);
    }

    /// <summary>The same as a report.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="splits">The splits; the first with copies is told.</param>
    public static LeakReport Check(Dataset data, IReadOnlyList<Split> splits)
    {
        var found = splits.Select(s => Find(data, s)).FirstOrDefault(f => f.Count > 0, (Count: 0, FirstTest: -1, FirstTrain: -1));
        return new LeakReport
        {
            Checks = [new LeakCheck("duplicates", "no stretch of test rows is a copy of training rows", splits.Count)],
            Findings = found.Count == 0 ? [] :
            [
                new LeakFinding("duplicates", null, data.Times?[found.FirstTest], string.Create(
                    CultureInfo.InvariantCulture,
                    $"{found.Count:N0} test rows are copies of training rows; the first copies {(data.Times is { } times ? $"{times[found.FirstTrain]:yyyy-MM-dd HH:mm}" : $"row {found.FirstTrain}")}.")),
            ],
        };
    }

    /// <summary>The same for features of bars: copies of the first four fifths of the rows in the last fifth.</summary>
    /// <param name="features">The features.</param>
    /// <param name="bars">The bars that they stand on.</param>
    /// <param name="label">What is forecast.</param>
    public static LeakReport Check(BarFeatures features, BarSeries bars, Label label)
    {
        var labels = label.Compute(bars);
        int[] rows = [.. Enumerable.Range(0, bars.Count).Where(i => labels.IsKnown(i) && features.Present?[i] != false)];
        var data = new Dataset(features.Matrix.TakeRows(rows), [.. rows.Select(r => labels[r].Value)], [.. rows.Select(r => labels[r].Span)], times: [.. rows.Select(r => bars.Times[r])]);
        return Check(data, new HoldOut().Split(data));
    }

    /// <summary>Rows that begin a stretch of neighbours, none of which repeats the one before.</summary>
    private static IEnumerable<int> Starts(long[] hashes, int[] rows)
    {
        for (var i = 0; i + Stretch <= rows.Length; i++)
        {
            var start = rows[i];
            if (rows[i + Stretch - 1] == start + Stretch - 1 && Enumerable.Range(start + 1, Stretch - 1).All(r => hashes[r] != hashes[r - 1]))
            {
                yield return start;
            }
        }
    }

    private static bool AreEqual(Dataset data, int one, int other) => Enumerable.Range(0, Stretch).All(i =>
        data.Labels[one + i] == data.Labels[other + i]
        && Enumerable.Range(0, data.Features.Columns).All(c => data.Features[one + i, c].Equals(data.Features[other + i, c])));

    private static long Key(long[] hashes, int start)
    {
        var key = 0L;
        for (var i = 0; i < Stretch; i++)
        {
            key = Mixed(key, hashes[start + i]);
        }

        return key;
    }

    private static long[] Hashes(Dataset data)
    {
        var hashes = new long[data.Rows];
        for (var c = 0; c < data.Features.Columns; c++)
        {
            var column = data.Features.Column(c);
            for (var i = 0; i < hashes.Length; i++)
            {
                hashes[i] = Mixed(hashes[i], BitConverter.DoubleToInt64Bits(column[i]));
            }
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Mixed(hashes[i], BitConverter.DoubleToInt64Bits(data.Labels[i]));
        }

        return hashes;
    }

    private static long Mixed(long hash, long value) => unchecked(((hash ^ value) * -7046029254386353131L) ^ ((hash ^ value) >>> 29));
}

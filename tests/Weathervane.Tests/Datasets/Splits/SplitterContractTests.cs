using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Labels;
using Weathervane.Numerics;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Datasets.Splits;

/// <summary>What every way to split promises, whatever the horizon, the holes and the label.</summary>
public sealed class SplitterContractTests
{
    private static readonly Splitter[] Splitters =
    [
        new HoldOut(),
        new HoldOut { TestShare = 0.5, Embargo = 0 },
        new HoldOutByDates { Train = new(null, Hour(150)), Test = new(Hour(150), null) },
        new HoldOutByDates { Train = new(Hour(200), Hour(900)), Test = new(Hour(100), Hour(250)), Embargo = 3 },
        new WalkForward(),
        new WalkForward { Folds = 3, InitialShare = 0.4, Window = TrainingWindow.Rolling, Embargo = 10 },
        new PurgedKFold(),
        new PurgedKFold { Folds = 3, Embargo = 0 },
        new PurgedKFold { Folds = 4, InitialShare = 0.3 },
        new CombinatorialPurged { Folds = 5 },
        new CombinatorialPurged { Folds = 5, TestFolds = 3, InitialShare = 0.4, Embargo = 2 },
    ];

    [Fact]
    public void No_training_rows_span_comes_nearer_to_a_test_span_than_the_embargo()
    {
        var purged = 0;
        foreach (var (splitter, rows) in Cases())
        {
            var embargo = splitter.Embargo ?? rows.Spans.Max(s => s.Last - s.First);
            foreach (var split in splitter.Split(rows))
            {
                var tests = split.Test.Select(t => rows.Spans[t]).ToArray();
                foreach (var span in split.Train.Select(t => rows.Spans[t]))
                {
                    var near = tests.Where(t => span.Touches(t) || !IsApart(span, t, embargo));
                    Assert.False(near.Any(), $"{splitter}: {span}");
                }

                purged += rows.Rows - split.Train.Length - split.Test.Length;
            }
        }

        Assert.True(purged > 500);
    }

    [Fact]
    public void Purging_removes_nothing_that_is_far_enough_away()
    {
        foreach (var (splitter, rows) in Cases())
        {
            var embargo = splitter.Embargo ?? rows.Spans.Max(s => s.Last - s.First);
            foreach (var split in splitter.Split(rows).Where(_ => splitter is PurgedKFold or CombinatorialPurged))
            {
                var tests = split.Test.Select(t => rows.Spans[t]).ToArray();
                var expected = Enumerable.Range(0, rows.Rows).Except(split.Test).Where(r =>
                    rows.ForTraining?[r] != false && tests.All(t => IsApart(rows.Spans[r], t, embargo)));
                Assert.Equal(expected, split.Train);
            }
        }
    }

    [Fact]
    public void Rows_rise_are_unique_and_never_in_both_parts()
    {
        foreach (var (splitter, rows) in Cases())
        {
            foreach (var split in splitter.Split(rows))
            {
                Assert.Equal(split.Train.Distinct().Order(), split.Train);
                Assert.Equal(split.Test.Distinct().Order(), split.Test);
                Assert.Empty(split.Train.Intersect(split.Test));
                Assert.All(split.Train, r => Assert.True(rows.ForTraining?[r] ?? true));
            }
        }
    }

    [Fact]
    public void Rows_in_the_dead_zone_are_tested()
    {
        var rows = MadeRows.Of(new DeadZone { Threshold = 1 }, 300, 7);
        var tested = new PurgedKFold().Split(rows).SelectMany(s => s.Test).ToList();
        Assert.Equal(Enumerable.Range(0, rows.Rows), tested);
        Assert.Contains(tested, r => !rows.ForTraining![r]);
    }

    [Fact]
    public void Labels_and_features_do_not_matter_and_the_same_rows_give_the_same_splits()
    {
        foreach (var splitter in Splitters)
        {
            var rows = MadeRows.Of(new NextBarDirection { Horizon = 3 }, 300, 8);
            var flipped = new Dataset(rows.Features, [.. rows.Labels.Select(l => 1 - l)], rows.Spans, times: rows.Times);
            Assert.Equal(splitter.Split(rows).SelectMany(s => s.Train), splitter.Split(flipped).SelectMany(s => s.Train));
            Assert.Equal(splitter.Split(rows).SelectMany(s => s.Test), splitter.Split(rows).SelectMany(s => s.Test));
        }
    }

    [Fact]
    public void Parts_held_back_are_purged_too()
    {
        foreach (var (splitter, rows) in Cases())
        {
            var horizon = rows.Spans.Max(s => s.Last - s.First);
            foreach (var split in splitter.Split(rows).Where(s => s.Train.Length > 100))
            {
                var held = Purge.HoldBack(rows, split.Train, 0.2);
                Assert.Equal(split.Train[^held.Test.Length..], held.Test);
                Assert.InRange(held.Test.Length, (0.2 * split.Train.Length) - 1, (0.2 * split.Train.Length) + 1);
                Assert.Subset(split.Train.ToHashSet(), held.Train.ToHashSet());
                Assert.True(held.Train.Max(r => rows.Spans[r].Last) + horizon < held.Test.Min(r => rows.Spans[r].First));
            }
        }
    }

    [Fact]
    public void Says_why_a_part_is_empty()
    {
        var rows = MadeRows.Of(new NextBarDirection(), 10, 9);
        Assert.Equal(
            "split walk-forward, part 1 of 20: no test row is left of 9 rows, with an embargo of 1 bars. "
            + "Give more rows, fewer folds, other dates or a shorter embargo.",
            Assert.Throws<InputException>(() => new WalkForward { Folds = 20 }.Split(rows)).Message);
        Assert.StartsWith(
            "split hold-out, part 1 of 1: no training row is left of 9 rows",
            Assert.Throws<InputException>(() => new HoldOut { Embargo = 50 }.Split(rows)).Message);
    }

    private static IEnumerable<(Splitter Splitter, Dataset Rows)> Cases() =>
        from seed in Enumerable.Range(1, 3)
        from label in (Label[])[
            new NextBarDirection(),
            new NextBarDirection { Horizon = 13, AcrossHoles = true },
            new DeadZone { Horizon = 4 },
            new TripleBarrier { Limit = 12, AcrossHoles = seed == 2 }]
        from splitter in Splitters
        select (splitter, MadeRows.Of(label, 300, SeededRandom.Mix(5, (ulong)seed), barsPerHole: seed == 3 ? 0 : 60, warmUp: 25));

    private static bool IsApart(LabelSpan one, LabelSpan other, int embargo) =>
        one.Last + embargo < other.First || other.Last + embargo < one.First;

    private static DateTime Hour(int hour) => MadeBars.Start.AddHours(hour);
}

using Weathervane.Bars;
using Weathervane.Bars.Calendars;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Labels;
using Weathervane.Numerics;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Datasets.Splits;

/// <summary>Whatever the horizon, the calendar, the holes, the label and the way of cutting: what a test label read, no training label read.</summary>
public sealed class PurgePropertyTests
{
    private const int Cases = 150;

    [Fact]
    public void No_training_span_touches_a_test_span_and_the_embargo_lies_free_between_them()
    {
        var (checkedSplits, purged, calendars) = (0, 0, new HashSet<string>());
        for (var seed = 1UL; seed <= Cases; seed++)
        {
            var made = Case.Of(seed);
            var embargo = made.Splitter.Embargo ?? made.Rows.Spans.Max(s => s.Last - s.First);
            foreach (var split in made.Splits)
            {
                // Brute force and by bars, not by spans: mark each bar that a test label read, and the embargo around it.
                var forbidden = new bool[made.Bars.Count];
                foreach (var span in split.Test.Select(r => made.Rows.Spans[r]))
                {
                    Array.Fill(forbidden, true, Math.Max(span.First - embargo, 0), Math.Min(span.Last + embargo, forbidden.Length - 1) - Math.Max(span.First - embargo, 0) + 1);
                }

                foreach (var span in split.Train.Select(r => made.Rows.Spans[r]))
                {
                    Assert.False(forbidden.AsSpan(span.First, span.Last - span.First + 1).Contains(true), $"case {seed}: {made.Splitter} {made.Rows.Spans[split.Test[0]]} {span}");
                }

                checkedSplits++;
                purged += made.Rows.Rows - split.Train.Length - split.Test.Length;
            }

            calendars.Add(made.Calendar);
        }

        Assert.Equal(4, calendars.Count);
        Assert.True(checkedSplits > 400 && purged > 5_000, $"{checkedSplits} splits, {purged} rows left out");
    }

    [Fact]
    public void Training_labels_stay_the_same_whatever_the_bars_that_test_labels_read_were()
    {
        // From outside: the bars themselves are replaced, so a label that read more than its span says would be found out.
        var changed = 0;
        for (var seed = 1UL; seed <= Cases; seed++)
        {
            var made = Case.Of(seed);
            // Where volatility is in the label, a later decision bar knows the test's bars, rightly; before the test nothing may.
            var isWalkForward = made.Splitter is WalkForward;
            if (!isWalkForward && made.Label is not NextBarDirection)
            {
                continue;
            }

            var split = made.Splits[^1];
            var read = split.Test.SelectMany(r => Enumerable.Range(made.Rows.Spans[r].First, made.Rows.Spans[r].Last - made.Rows.Spans[r].First + 1)).ToHashSet();
            var other = made.Label.Compute(MadeBars.WithNoise(made.Bars, seed, read.Contains).With(made.Bars.Calendar));
            Assert.All(split.Train, r => Assert.Equal(made.Rows.Labels[r], other[made.Rows.Spans[r].First].Value));
            changed += split.Test.Count(r => made.Rows.Labels[r] != other[made.Rows.Spans[r].First].Value);
        }

        Assert.True(changed > 400, $"{changed} test labels changed");
    }

    /// <summary>Bars on a calendar with holes, a label, and a way to cut, all drawn from a seed.</summary>
    private sealed record Case(BarSeries Bars, string Calendar, Label Label, Dataset Rows, Splitter Splitter, IReadOnlyList<Split> Splits)
    {
        internal static Case Of(ulong seed)
        {
            var random = new SeededRandom(seed);
            string[] calendars = ["continuous", "fx-week", "sessions:America/New_York Mon-Fri 09:30-16:00", "inferred"];
            var calendar = calendars[random.NextInt(calendars.Length)];
            var horizon = 1 + random.NextInt(random.NextInt(2) == 0 ? 3 : 30);
            var across = random.NextInt(2) == 0;
            Label label = random.NextInt(4) switch
            {
                0 => new DeadZone { Horizon = horizon, Threshold = random.NextDouble(), AcrossHoles = across },
                1 => new TripleBarrier { Limit = horizon, ProfitTake = 0.5 + (3 * random.NextDouble()), AcrossHoles = across },
                var kind => new NextBarDirection { Horizon = horizon, Ties = (TieRule)(kind - 2), AcrossHoles = across },
            };
            // Sessions of a few hours a day leave few labels where none may span a hole, and holes are rare.
            var walk = MadeBars.Walk(500 + random.NextInt(500), seed, random.NextInt(3) == 0 ? 0 : 150);
            var bars = walk.With(CalendarText.Create(calendar, walk.Times, walk.Interval));
            var rows = DatasetBuilder.Build(bars, MadeRows.Features(bars, seed), label.Compute(bars), 25);
            int? embargo = random.NextInt(3) switch { 0 => null, 1 => 0, _ => random.NextInt(10) };
            Splitter splitter = random.NextInt(3) switch
            {
                0 => new WalkForward { Folds = 1 + random.NextInt(3), InitialShare = 0.5, Window = (TrainingWindow)random.NextInt(2), Embargo = embargo },
                1 => new PurgedKFold { Folds = 2 + random.NextInt(4), InitialShare = 0.3 * random.NextInt(2), Embargo = embargo },
                _ => new CombinatorialPurged { Folds = 4 + random.NextInt(2), TestFolds = 1 + random.NextInt(2), InitialShare = 0.3 * random.NextInt(2), Embargo = embargo },
            };
            return new Case(bars, calendar, label, rows, splitter, splitter.Split(rows));
        }
    }
}

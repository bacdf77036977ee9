using Weathervane.Labels;
using Weathervane.Numerics;

namespace Weathervane.Tests.Labels;

/// <summary>What every label of the catalogue promises, with several settings each.</summary>
public sealed class LabelContractTests
{
    private static readonly Label[] Variants =
    [
        .. LabelCatalog.All.Select(k => k.Default),
        .. LabelCatalog.All.Select(k => k.Default with { AcrossHoles = true }),
        new NextBarDirection { Horizon = 7, Ties = TieRule.Drop },
        new DeadZone { Horizon = 3, Threshold = 0.005, Unit = ThresholdUnit.Absolute },
        new DeadZone { Horizon = 5, VolatilityBars = 6 },
        new TripleBarrier { ProfitTake = 0.7, StopLoss = 1.5, Limit = 9, VolatilityBars = 5 },
    ];

    [Fact]
    public void Ids_are_unique_and_an_unknown_one_is_refused_with_the_list()
    {
        Assert.Equal(["next-bar-direction", "dead-zone-direction", "triple-barrier"], LabelCatalog.All.Select(k => k.Id));
        Assert.IsType<TripleBarrier>(LabelCatalog.Of("triple-barrier").Default);
        Assert.StartsWith(
            "id must be one of next-bar-direction, dead-zone-direction, triple-barrier, but is 'next'.",
            Assert.Throws<ArgumentException>(() => LabelCatalog.Of("next")).Message);
    }

    [Fact]
    public void A_prefix_of_the_bars_never_changes_a_label_that_is_known()
    {
        foreach (var (label, seed) in Cases())
        {
            var bars = MadeBars.Walk(120, seed, barsPerHole: 15);
            var whole = label.Compute(bars);
            for (var n = 0; n < bars.Count; n += 7)
            {
                var part = label.Compute(bars.Slice(0, n));
                for (var i = 0; i < n; i++)
                {
                    Assert.Equal(i + label.BarsAhead < n ? whole[i] : LabelOutcome.None(i), part[i]);
                }
            }
        }
    }

    [Fact]
    public void Noise_after_the_span_changes_nothing_and_noise_in_its_last_bar_does()
    {
        var sensitive = Variants.ToDictionary(v => v, _ => 0);
        foreach (var (label, seed) in Cases())
        {
            var bars = MadeBars.Walk(120, seed, barsPerHole: 60);
            var before = label.Compute(bars);
            for (var i = 0; i < bars.Count; i += 5)
            {
                var span = before[i].Span;
                var after = label.Compute(MadeBars.WithNoise(bars, seed + 1, b => b > span.Last))[i];
                Assert.Equal(before[i], after);
                var inside = label.Compute(MadeBars.WithNoise(bars, seed + 1, b => b == span.Last))[i];
                sensitive[label] += before.IsKnown(i) && inside != before[i] ? 1 : 0;
            }
        }

        // The span is no wider than what is read: its last bar matters for every label.
        Assert.All(sensitive, s => Assert.True(s.Value > 20, $"{s.Key}: {s.Value}"));
    }

    [Fact]
    public void The_last_bars_have_no_label_and_none_spans_a_hole_unless_told()
    {
        foreach (var (label, seed) in Cases())
        {
            var bars = MadeBars.Walk(150, seed, barsPerHole: 12);
            var series = label.Compute(bars);
            Assert.Equal(Enumerable.Range(0, bars.Count).Count(series.IsKnown), series.KnownCount);
            for (var i = 0; i < bars.Count; i++)
            {
                var tooLate = i + label.BarsAhead >= bars.Count;
                var overHole = !tooLate && Enumerable.Range(i, label.BarsAhead).Any(b => bars.MissingAfter(b) > 0);
                if (tooLate || (overHole && !label.AcrossHoles))
                {
                    Assert.False(series.IsKnown(i), $"{label} bar {i}");
                }

                if (series.IsKnown(i))
                {
                    Assert.Equal(i, series[i].Span.First);
                    Assert.InRange(series[i].Span.Last, i + 1, i + label.BarsAhead);
                    Assert.True(series[i].Value is 0 or 1);
                }
            }
        }
    }

    [Fact]
    public void Whether_a_bar_has_a_label_does_not_depend_on_later_prices()
    {
        // Ties that are dropped are the one exception, and asked for by name.
        foreach (var (label, seed) in Cases().Where(c => c.Label is not NextBarDirection { Ties: TieRule.Drop }))
        {
            var bars = MadeBars.Walk(100, seed, barsPerHole: 25);
            var before = label.Compute(bars);
            for (var i = 0; i < bars.Count; i += 9)
            {
                Assert.Equal(before.IsKnown(i), label.Compute(MadeBars.WithNoise(bars, seed + 2, b => b > i)).IsKnown(i));
            }
        }
    }

    [Fact]
    public void No_bars_give_no_labels() =>
        Assert.All(Variants, v => Assert.Equal(0, v.Compute(MadeBars.OfCloses()).Count));

    private static IEnumerable<(Label Label, ulong Seed)> Cases() =>
        from label in Variants
        from seed in Enumerable.Range(1, 4)
        select (label, SeededRandom.Mix(99, (ulong)seed));
}

using Weathervane.Bars;
using Weathervane.Bars.Making;

namespace Weathervane.Tests.Bars;

/// <summary>Made bars: the planted edge is there, exactly as large as said, and nothing else is.</summary>
public sealed class BarMakerTests
{
    // Three standard errors: a sound generator fails one such test in 370, and with fixed seeds never by chance on a rerun.
    private const double StandardErrors = 3;
    private const int Bars = 60_000;

    [Theory]
    [InlineData(0.55, false, 1)]
    [InlineData(0.52, false, 2)]
    [InlineData(0.6, true, 3)]
    [InlineData(1.0, false, 4)]
    public void The_rule_is_right_exactly_as_often_as_was_asked(double edge, bool regimes, ulong seed)
    {
        var bars = Make(edge, seed, regimes);
        var truth = KnownTruth.ProbabilityOfUp(bars, edge);
        var (right, asked) = (0, 0);
        for (var i = 0; i + 1 < bars.Count; i++)
        {
            if (truth[i] != 0.5)
            {
                asked++;
                right += truth[i] > 0.5 == bars.Close[i + 1] > bars.Close[i] ? 1 : 0;
            }
        }

        Assert.InRange(asked, bars.Count - 20, bars.Count);
        Assert.InRange((double)right / asked, edge - Error(edge, asked), edge + Error(edge, asked));
    }

    [Fact]
    public void With_regimes_the_rule_holds_in_either_and_a_rule_without_them_finds_nothing()
    {
        var bars = Make(0.6, 5, true);
        var regime = bars.Column(KnownTruth.RegimeColumn);
        var (turned, total) = (new int[2], new int[2]);
        for (var i = KnownTruth.Lag; i + 1 < bars.Count; i++)
        {
            total[(int)regime[i]]++;
            turned[(int)regime[i]] += bars.Close[i] < bars.Close[i - KnownTruth.Lag] == bars.Close[i + 1] > bars.Close[i] ? 1 : 0;
        }

        Assert.InRange((double)turned[0] / total[0], 0.6 - Error(0.6, total[0]), 0.6 + Error(0.6, total[0]));
        Assert.InRange((double)turned[1] / total[1], 0.4 - Error(0.4, total[1]), 0.4 + Error(0.4, total[1]));
        // Spells last 500 bars on average: some 120 of them here.
        Assert.InRange(Enumerable.Range(1, bars.Count - 1).Count(i => bars.Column(KnownTruth.RegimeColumn)[i] != bars.Column(KnownTruth.RegimeColumn)[i - 1]), 70, 180);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Without_an_edge_no_direction_follows_from_what_came_before(ulong seed)
    {
        var bars = Make(null, seed);
        var up = Enumerable.Range(1, bars.Count - 1).Select(i => bars.Close[i] > bars.Close[i - 1]).ToArray();
        var chance = Error(0.5, up.Length - 10);
        Assert.InRange(up.Count(u => u) / (double)up.Length, 0.5 - chance, 0.5 + chance);
        for (var lag = 1; lag <= 10; lag++)
        {
            var signs = Enumerable.Range(lag, up.Length - lag).Count(i => up[i] == up[i - lag]) / (double)(up.Length - lag);
            Assert.InRange(signs, 0.5 - chance, 0.5 + chance);
            var turns = Enumerable.Range(lag, up.Length - lag).Count(i => up[i] == bars.Close[i] < bars.Close[i - lag]) / (double)(up.Length - lag);
            Assert.InRange(turns, 0.5 - chance, 0.5 + chance);
        }
    }

    [Fact]
    public void Moves_have_fat_tails_and_come_in_clusters_and_the_edge_changes_neither()
    {
        foreach (var bars in (BarSeries[])[Make(null, 21), Make(0.55, 21)])
        {
            var moves = Enumerable.Range(1, bars.Count - 1).Select(i => (bars.Close[i] / bars.Close[i - 1]) - 1).ToArray();
            var square = moves.Select(m => m * m).ToArray();
            var variance = square.Average();
            // A normal distribution has 3.
            Assert.InRange(square.Select(s => s * s).Average() / (variance * variance), 5, 100);
            var sizes = moves.Select(Math.Abs).ToArray();
            var mean = sizes.Average();
            var spread = sizes.Select(s => (s - mean) * (s - mean)).Average();
            var clustering = Enumerable.Range(1, sizes.Length - 1).Average(i => (sizes[i] - mean) * (sizes[i - 1] - mean)) / spread;
            // Independent moves would give 0 within 0.012.
            Assert.InRange(clustering, 0.08, 0.5);
            // 60 % a year in hours is 0.64 % an hour.
            Assert.InRange(Math.Sqrt(variance), 0.0045, 0.0085);
        }
    }

    [Fact]
    public void Bars_are_sound_and_whole()
    {
        var bars = BarMaker.Make(new() { Bars = 5_000, Edge = 0.55, Seed = 3, Interval = TimeSpan.FromMinutes(15), Start = new DateTime(2021, 5, 1) }, Token);
        Assert.Equal(new DateTime(2021, 5, 1, 0, 0, 0, DateTimeKind.Utc), bars.Times[0]);
        Assert.Equal(TimeSpan.FromMinutes(15), bars.Interval);
        for (var i = 0; i < bars.Count; i++)
        {
            var bar = bars[i];
            Assert.True(bar.Low > 0 && bar.Low <= Math.Min(bar.Open, bar.Close) && bar.High >= Math.Max(bar.Open, bar.Close) && bar.Volume > 0);
            Assert.True(i == 0 || (bar.Open == bars.Close[i - 1] && bar.Close != bar.Open));
        }
    }

    [Fact]
    public void Equal_options_make_equal_bars_and_another_seed_makes_others()
    {
        Assert.Equal(Make(0.55, 1).Sha256, Make(0.55, 1).Sha256);
        Assert.NotEqual(Make(0.55, 1).Sha256, Make(0.55, 2).Sha256);
        // Baseline: the bytes of one seed, so that a change of the recipe is noticed.
        Assert.Equal("ffcc70f99d4b0fb43f59c8d1564697fcbfbb0f0fbcb47fa51990741331fbbcc7", BarMaker.Make(new() { Bars = 1_000, Edge = 0.55, Seed = 42 }, Token).Sha256);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static BarSeries Make(double? edge, ulong seed, bool regimes = false) =>
        BarMaker.Make(new() { Bars = Bars, Edge = edge, Seed = seed, Regimes = regimes }, Token);

    private static double Error(double share, int count) => StandardErrors * Math.Sqrt(share * (1 - share) / count);
}

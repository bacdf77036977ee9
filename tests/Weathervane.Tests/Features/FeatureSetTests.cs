using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Tests.Features;

public sealed class FeatureSetTests
{
    private static readonly BarSeries Bars = TestBars.Walk(900, 21, i => i is >= 400 and < 410);

    [Fact]
    public void Threads_change_no_bit()
    {
        foreach (var set in FeatureSets.All)
        {
            var one = set.Compute(Bars);
            foreach (var threads in new[] { 2, 3, 16 })
            {
                Assert.Empty(FeatureContract.Differences(one, set.Compute(Bars, new FeatureOptions { Threads = threads }), Bars.Count, $"on {threads} threads"));
            }
        }
    }

    [Fact]
    public void The_callers_memory_is_overwritten_whole()
    {
        var buffer = new double[Bars.Count * 43];
        Array.Fill(buffer, -1);
        FeatureSets.Btc43.Compute(Bars, buffer);
        Assert.Empty(FeatureContract.Differences(FeatureSets.Btc43.Compute(Bars), new FeatureMatrix(FeatureSets.Btc43.Names, buffer, Bars.Count), Bars.Count, "in the buffer"));
        Assert.Throws<ArgumentException>(() => FeatureSets.Btc43.Compute(Bars, new double[5]));
    }

    [Fact]
    public void The_last_rows_alone_are_those_of_all_rows()
    {
        foreach (var (set, holes) in FeatureSets.All.SelectMany(s => new[] { (s, HolePolicy.Span), (s, HolePolicy.Restart(5)) }))
        {
            var (whole, options) = (set.Compute(Bars, new FeatureOptions { Holes = holes }), new FeatureOptions { Holes = holes, Threads = 2 });
            foreach (var from in new[] { 0, 1, 255, 256, 300, 395, 401, 600, Bars.Count - 1, Bars.Count })
            {
                var last = set.ComputeFrom(Bars, from, options);
                Assert.Empty(FeatureContract.Differences(whole.Slice(from, Bars.Count - from), last, Bars.Count - from, $"from bar {from} on"));
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => set.ComputeFrom(Bars, Bars.Count + 1));
        }
    }

    [Fact]
    public void Columns_that_are_equal_by_definition_are_equal_to_the_bit()
    {
        var matrix = FeatureSets.Btc43.Compute(Bars);
        Assert.All(
            [(20, 28), (21, 39), (22, 40)],
            pair => Assert.True(matrix.Column(pair.Item1).SequenceEqual(matrix.Column(pair.Item2)), matrix.Names[pair.Item2]));
    }

    [Fact]
    public void A_hole_starts_the_warmup_anew_only_when_it_is_long_enough()
    {
        var set = FeatureSets.Resolve(["sma(5)"], [], "x");
        int[] Unknown(HolePolicy holes)
        {
            var column = set.Compute(Bars, new FeatureOptions { Holes = holes }).Column(0).ToArray();
            return [.. Enumerable.Range(0, column.Length).Where(i => double.IsNaN(column[i]))];
        }

        // Bars 400 to 409 are missing, so the one at position 400 comes after a hole of 10.
        Assert.Equal([0, 1, 2, 3], Unknown(HolePolicy.Span));
        Assert.Equal([0, 1, 2, 3], Unknown(HolePolicy.Restart(10)));
        Assert.Equal([0, 1, 2, 3, 400, 401, 402, 403], Unknown(HolePolicy.Restart(9)));
    }

    [Fact]
    public void Unknown_values_of_the_files_own_columns_are_kept()
    {
        var bars = new BarSeries(
            "b", TimeSpan.FromHours(1), [TestBars.Start, TestBars.Start.AddHours(1)], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1],
            new Dictionary<string, double[]> { ["spread"] = [double.NaN, 3] });
        var set = FeatureSets.Resolve(["columns", "double = column(spread)"], bars.ColumnNames, "x");
        Assert.Equal(["spread", "double"], set.Names);
        Assert.Equal([double.NaN, 3], set.Compute(bars).Column(1).ToArray());
    }

    [Fact]
    public void A_live_update_allocates_nothing()
    {
        var row = new double[FeatureSets.Direction.Columns.Count];
        long Allocated(LiveFeatures live)
        {
            live.Update(Bars[0], row);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 1; i < Bars.Count; i++)
            {
                live.Update(Bars[i], row);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // What a process makes once, it makes in the first pass; the first bar of a series makes its state.
        Allocated(FeatureSets.Direction.Live(Bars.Calendar, HolePolicy.Restart(0)));
        var live = FeatureSets.Direction.Live(Bars.Calendar, HolePolicy.Restart(0));

        Assert.Equal(0, Allocated(live));
        Assert.True(live.IsWarm);
    }

    [Fact]
    public void A_live_bar_out_of_order_is_refused()
    {
        var live = FeatureSets.Baseline.Live(Bars.Calendar);
        live.Update(Bars[5], new double[2]);
        Assert.StartsWith(
            "bar must be later than the one before, 2020-01-01T05:00:00.0000000Z, but opens at 2020-01-01T05:00:00.0000000Z.",
            Assert.Throws<ArgumentException>(() => live.Update(Bars[5], new double[2])).Message);
    }

    [Fact]
    public void Work_that_is_no_longer_wanted_stops() => Assert.Throws<OperationCanceledException>(
        () => FeatureSets.Btc43.Compute(Bars, new FeatureOptions { Cancel = new CancellationToken(canceled: true) }));

    [Theory]
    [InlineData("rsi", "rsi(14)", "rsi_14")]
    [InlineData(" rsi( 7 ) ", "rsi(7)", "rsi_7")]
    [InlineData("macd(5).signal", "macd(5,26,9).signal", "macd_5_26_9_signal")]
    [InlineData("bands(20,2.5).upper@4", "bands(20,2.5).upper@4", "bands_20_2.5_upper_x4")]
    [InlineData("time_of_day.cos", "time_of_day.cos", "time_of_day_cos")]
    [InlineData("column( tick_count )", "column(tick_count)", "tick_count")]
    public void Formulas_are_written_out_in_one_way(string text, string written, string name)
    {
        var formula = FeatureFormula.Parse(text);
        Assert.Equal((written, name), (formula.ToString(), formula.ColumnName));
        Assert.Equal(written, FeatureFormula.Parse(written).ToString());
    }

    [Theory]
    [InlineData("", "is not a formula")]
    [InlineData("rsi(14", "is not a formula")]
    [InlineData("rsy(14)", "names no known feature")]
    [InlineData("rsi(14,3)", "gives 2 parameters; rsi takes 1: length")]
    [InlineData("rsi(2.5)", "gives length as '2.5'; it must be a whole number in [1, 100000]")]
    [InlineData("rsi(nan)", "gives length as 'nan'")]
    [InlineData("bands(20,0)", "gives deviations as '0'; it must be a number in [0.01, 100]")]
    [InlineData("rsi(14)@1", "joins '1' bars to one; it must be a whole number in [2, 1000]")]
    [InlineData("column()", "needs the name of a column")]
    public void A_wrong_formula_is_refused_with_what_is_allowed(string text, string what) =>
        Assert.Contains($"The feature '{text}' {what}", Assert.Throws<ArgumentException>(() => FeatureFormula.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_of_sets_and_formulas_tells_all_its_problems()
    {
        var problems = Assert.Throws<InputException>(() => FeatureSets.Resolve(["basic10", "OPEN = open", "nothing", "columns"], [], "features")).Problems;
        Assert.Equal(["features[1]", "features[2]", "features[3]"], problems.Select(p => p.Where));
        Assert.Equal("gives a second column called 'OPEN'.", problems[0].What);
        Assert.Equal("no feature is given.", Assert.Throws<InputException>(() => FeatureSets.Resolve([], [], "features")).Problems[0].What);
    }

    [Fact]
    public void A_set_written_out_has_the_fingerprint_of_the_named_one_and_another_length_has_not()
    {
        var written = FeatureSets.Resolve([.. FeatureSets.T11.Columns.Select(c => c.ToString())], [], "x");
        Assert.Equal(FeatureSets.T11.Fingerprint, written.Fingerprint);
        Assert.Empty(FeatureSets.T11.DifferencesFrom(written));

        var other = FeatureSets.Resolve(["rsi_14 = rsi(15)", "ema_20 = ema(20)", "ema_50 = ema(50)", "adx_14 = adx(14)", "gap"], [], "x");
        Assert.NotEqual(FeatureSets.T11.Fingerprint, other.Fingerprint);
        Assert.Equal(["'atr_14' is missing", "'gap' is not wanted", "'rsi_14' is rsi(15) instead of rsi(14)"], FeatureSets.T11.DifferencesFrom(other));
        Assert.Equal(
            ["the columns are in another order"],
            FeatureSets.Baseline.DifferencesFrom(FeatureSets.Resolve(["return_20 = return(20)", "return_1 = return(1)"], [], "x")));
    }

    [Theory]
    [InlineData("span", "span")]
    [InlineData("restart", "restart 0")]
    [InlineData(" restart  24 ", "restart 24")]
    public void A_hole_policy_is_read_and_written(string text, string written) => Assert.Equal(written, HolePolicy.Parse(text).ToString());

    [Fact]
    public void Another_hole_policy_is_refused() =>
        Assert.StartsWith("holes must be span, restart or restart N", Assert.Throws<ArgumentException>(() => HolePolicy.Parse("fill")).Message);
}

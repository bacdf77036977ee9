using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Monitoring.DriftTests;

namespace Weathervane.Tests.Monitoring;

public sealed class DriftMonitorTests
{
    private static readonly DriftOptions Quick = new() { Draws = 400 };

    [Fact]
    public void Stationary_series_with_long_memory_seldom_alarm()
    {
        // Each history of AR(0.97) goes on from its reference into its window. A 5 % test alarms in 4 of 80; 11 or more would come about once in 500 times.
        // The full simulation (2,000 runs of 20 columns) is in bench/results/drift.
        var alarms = 0;
        for (var run = 0; run < 80; run++)
        {
            var history = Series.Table(Series.Autoregressive((ulong)run, 4500, 0.97));
            alarms += DriftMonitor.Check(Series.Learn(history.Slice(0, 4000)), history.Slice(4000, 500), Quick with { Seed = (ulong)run }).Alarm ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 10);
    }

    [Fact]
    public void A_test_for_independent_rows_would_alarm_on_nearly_every_such_series()
    {
        var alarms = 0;
        for (var run = 0; run < 40; run++)
        {
            var history = Series.Autoregressive((ulong)run, 4500, 0.97);
            alarms += KolmogorovSmirnov.PValueOfIndependentRows(DistributionPair.Of(history.AsSpan(0, 4000), history.AsSpan(4000))) <= 0.05 ? 1 : 0;
        }

        Assert.InRange(alarms, 34, 40);
    }

    [Fact]
    public void A_shift_of_three_deviations_in_one_of_ten_columns_is_found_and_named()
    {
        var histories = Enumerable.Range(0, 10).Select(c => Series.Autoregressive((ulong)(c + 7), 4500, 0.9)).ToArray();
        foreach (ref var value in histories[4].AsSpan(4000))
        {
            value += 3;
        }

        var table = Series.Table(histories);
        var report = DriftMonitor.Check(Series.Learn(table.Slice(0, 4000)), table.Slice(4000, 500), Quick);
        Assert.True(report.Alarm);
        Assert.Equal("x4", Assert.Single(report.Alarms).Name);
        Assert.InRange(report.Columns[4].Shift, 2.5, 3.5);
        Assert.StartsWith("DRIFT in 1 of 10 columns: x4.", report.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_spread_alone_is_found()
    {
        var history = Series.Autoregressive(3, 6000, 0.5);
        foreach (ref var value in history.AsSpan(5000))
        {
            value *= 1.5;
        }

        var table = Series.Table(history);
        var column = Assert.Single(DriftMonitor.Check(Series.Learn(table.Slice(0, 5000)), table.Slice(5000, 1000), Quick).Columns);
        Assert.True(column.Alarm);
        Assert.InRange(column.Spread, 1.3, 1.7);
        Assert.True(column.Tests.First(t => t.Test == "welch").PValue > 0.01, "the mean has not moved");
    }

    [Fact]
    public void The_smallest_visible_shift_shrinks_with_the_window_and_grows_with_memory()
    {
        double Visible(double correlation, int rows)
        {
            var table = Series.Table(Series.Autoregressive(5, 6000, correlation));
            return DriftMonitor.Check(Series.Learn(table.Slice(0, 4000)), table.Slice(4000, rows), Quick).SmallestVisibleShift;
        }

        Assert.True(Visible(0.9, 1600) < Visible(0.9, 400));
        Assert.True(Visible(0.9, 400) < Visible(0.97, 400));
        // Independent rows: the mean of 400 against 4,000 has the error sqrt(1/400 + 1/4000) = 0.052; times 0.84 and about 2.3 to 2.6 (5 % over two to four unrelated tests).
        Assert.InRange(Visible(0, 400), 0.052 * (0.84 + 2.2), 0.052 * (0.84 + 2.8));
    }

    [Fact]
    public void The_report_is_the_same_on_any_number_of_threads_and_changes_with_the_seed()
    {
        var table = Series.Table([.. Enumerable.Range(0, 6).Select(c => Series.Autoregressive((ulong)c, 1500, 0.8))]);
        string Json(int threads, ulong seed)
        {
            var reference = Series.Learn(table.Slice(0, 1200), threads: threads);
            return reference.ToJson() + DriftReportText.Json(DriftMonitor.Check(reference, table.Slice(1200, 300), Quick with { Threads = threads, Seed = seed }));
        }

        var alone = Json(1, 1);
        Assert.Equal(alone, Json(4, 1));
        Assert.NotEqual(alone, Json(1, 2));
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order()
    {
        var (a, b) = (Series.Autoregressive(1, 1500, 0.5), Series.Autoregressive(2, 1500, 0.5));
        var reference = Series.Learn(new FeatureMatrix(["a", "b"], [.. a, .. b], 1500).Slice(0, 1000));
        var straight = DriftMonitor.Check(reference, new FeatureMatrix(["a", "b"], [.. a, .. b], 1500).Slice(1000, 500), Quick);
        var swapped = DriftMonitor.Check(reference, new FeatureMatrix(["b", "extra", "a"], [.. b, .. a, .. a], 1500).Slice(1000, 500), Quick);
        Assert.Equal(DriftReportText.Json(straight), DriftReportText.Json(swapped));
    }

    [Fact]
    public void Missing_columns_and_too_few_rows_are_told_together()
    {
        var reference = Series.Learn(Series.Table(Series.Autoregressive(1, 200, 0), Series.Autoregressive(2, 200, 0)));
        var wrong = Assert.Throws<InputException>(() => DriftMonitor.Check(reference, new FeatureMatrix(["x0", "z"], new double[20], 10)));
        Assert.Equal(
            ["current rows: lack the column x1. They have x0, z.", "current rows: are 10. At least 30 are needed to tell a distribution."],
            wrong.Problems.Select(p => p.ToString()));
        Assert.StartsWith(
            "reference rows: are 50 with 1 columns. At least 100", Assert.Throws<InputException>(() => Series.Learn(Series.Table(new double[50]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_and_unknown_columns_are_judged_by_plain_rules_and_said_so()
    {
        double[] Fill(double value, int rows) => [.. Enumerable.Repeat(value, rows)];
        double[] noise = Series.Autoregressive(1, 500, 0);
        var reference = Series.Learn(Series.Table(Fill(7, 500), Fill(7, 500), Fill(double.NaN, 500), noise));
        double[] gaps = [.. noise.Take(100).Select((v, i) => i % 10 == 0 ? double.NaN : v)];
        var report = DriftMonitor.Check(reference, Series.Table(Fill(7, 100), [.. Fill(7, 97), 8, 8, 9], Fill(1, 100), gaps), Quick);

        Assert.Equal([false, true, false, true], report.Columns.Select(c => c.Alarm));
        Assert.Equal("constant at 7, as in the reference", report.Columns[0].Words);
        Assert.Equal("was constant at 7 in the reference; 3.0 % of the window differs, 1 % is allowed", report.Columns[1].Words);
        Assert.Equal("not tested: the reference holds 0 known values, and 100 are needed", report.Columns[2].Words);
        Assert.EndsWith("; 10.0 % of the values are missing, 0.0 % were in the reference", report.Columns[3].Words, StringComparison.Ordinal);
        Assert.False(report.Columns[3].AdjustedPValue <= 0.05, "only the gaps have changed");
    }

    [Fact]
    public void Volatility_that_comes_in_waves_is_no_drift()
    {
        // Returns without memory in their sign, but with calm and wild spells of some 200 rows: an autoregression sees nothing, the reference's own windows do.
        var (alarms, runs) = (0, 30);
        for (var run = 0; run < runs; run++)
        {
            var (volatility, noise) = (Series.Autoregressive((ulong)run, 10_500, 0.99), Series.Autoregressive((ulong)run + 1000, 10_500, 0));
            double[] returns = [.. noise.Select((e, i) => e * Math.Exp(0.7 * volatility[i]))];
            var table = Series.Table(returns);
            alarms += DriftMonitor.Check(Series.Learn(table.Slice(0, 10_000)), table.Slice(10_000, 500), Quick).Alarm ? 1 : 0;
        }

        // 5 % of 30 would be 1 or 2; without the stretch it is more than half.
        Assert.InRange(alarms, 0, 6);
    }

    [Fact]
    public void Work_stops_when_asked()
    {
        var table = Series.Table(Series.Autoregressive(1, 1000, 0));
        Assert.ThrowsAny<OperationCanceledException>(() => DriftMonitor.Check(Series.Learn(table), table, new DriftOptions { Cancel = new CancellationToken(true) }));
    }
}

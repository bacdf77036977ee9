using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring;

/// <summary>Forecasts and outcomes are columns of lengths of their own, in the reference and in the window.</summary>
public sealed class DriftColumnTests
{
    private static readonly DriftOptions Quick = new() { Draws = 400 };

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9)]
    public void A_short_reference_does_not_make_forecasts_alarm(double correlation)
    {
        // As many rows in the reference as in the window, where the reference's own error counts as much as the window's. A 5 % test alarms in 8 of 160; 17 or more
        // would come about twice in 1,000 times. Before Welch's and the chi-square of drawn stretches were taken as of the window's length, 17 % of such windows alarmed (1,000 runs).
        var alarms = Enumerable.Range(0, 160).Count(run => Forecasts((ulong)run, correlation, shift: 0).PValue <= 0.05);
        Assert.InRange(alarms, 0, 16);
    }

    [Fact]
    public void Forecasts_that_have_shifted_by_a_deviation_are_found() =>
        Assert.InRange(Enumerable.Range(0, 20).Count(run => Forecasts((ulong)run, 0.9, shift: 1).PValue <= 0.01), 19, 20);

    [Theory]
    [InlineData(0.5, 0, 14)]
    [InlineData(0.56, 19, 20)]
    public void Outcomes_alarm_where_ups_have_become_more_frequent_and_seldom_else(double later, int least, int most)
    {
        // Without drift in 5 % of 160, as above; a share of 0.56 lies 5.5 standard errors (0.5 / sqrt(2160)) from 0.5, 3.9 with the reference's own.
        var runs = most == 20 ? 20 : 160;
        var alarms = Enumerable.Range(0, runs).Count(run =>
        {
            var random = new SeededRandom((ulong)run + 900);
            return Check(Outcomes(ref random, 2160, 0.5), Outcomes(ref random, 2160, later), ColumnKind.Outcome).PValue <= 0.05;
        });
        Assert.InRange(alarms, least, most);
    }

    [Fact]
    public void Each_column_has_its_own_length_and_a_feature_may_be_called_as_the_forecasts_are()
    {
        var rows = new FeatureMatrix(["forecast"], Series.Autoregressive(1, 3000, 0.5), 3000);
        var reference = Series.Learn(rows.Slice(0, 2500)).With(new DriftColumn("forecast", ColumnKind.Forecast, Series.Autoregressive(2, 600, 0.5)));
        Assert.Equal([2500, 600], reference.Columns.Select(c => c.Rows));
        reference = DriftReference.Parse(reference.ToJson());
        double[] moved = [.. Series.Autoregressive(3, 200, 0.5).Select(v => v + 2)];
        var report = DriftMonitor.Check(reference, rows.Slice(2500, 500), Quick, [new DriftColumn("forecast", ColumnKind.Forecast, moved), new DriftColumn("other", ColumnKind.Outcome, moved)]);
        Assert.Equal([(ColumnKind.Feature, 500, false), (ColumnKind.Forecast, 200, true)], report.Columns.Select(c => (c.Kind, c.Rows, c.Alarm)));
        Assert.StartsWith("DRIFT in 1 of 2 columns: the forecasts.", report.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_forecasts_are_not_tested_and_no_forecasts_at_all_are_no_alarm()
    {
        var rows = new FeatureMatrix(["x"], Series.Autoregressive(1, 3000, 0.5), 3000);
        var reference = Series.Learn(rows.Slice(0, 2500)).With(new DriftColumn("forecast", ColumnKind.Forecast, Series.Autoregressive(2, 600, 0.5)));
        var column = DriftMonitor.Check(reference, rows.Slice(2500, 500), Quick, [new DriftColumn("forecast", ColumnKind.Forecast, [])]).Columns[1];
        Assert.Equal((false, "not tested: the window holds 0 known values, and 30 are needed"), (column.Alarm, column.Words));
        Assert.StartsWith(
            "current rows: lack the column forecast.", Assert.Throws<InputException>(() => DriftMonitor.Check(reference, rows.Slice(2500, 500), Quick)).Message, StringComparison.Ordinal);
    }

    private static ColumnDrift Forecasts(ulong seed, double correlation, double shift)
    {
        var history = Series.Autoregressive(seed + 40, 2160 + 2160, correlation);
        return Check([.. history[..2160].Select(Probability)], [.. history[2160..].Select(x => Probability(x + shift))], ColumnKind.Forecast);

        // A weak model's: between 0.4 and 0.6 in 19 of 20 cases.
        static double Probability(double x) => 1 / (1 + FixedMath.Exp(-0.2 * x));
    }

    private static ColumnDrift Check(double[] before, double[] now, ColumnKind kind)
    {
        var reference = new DriftReference { Rows = before.Length, Columns = [] }.With(new DriftColumn("c", kind, before));
        return DriftMonitor.Check(reference, new FeatureMatrix([], [], now.Length), Quick, [new DriftColumn("c", kind, now)]).Columns[0];
    }

    private static double[] Outcomes(ref SeededRandom random, int rows, double up)
    {
        var values = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            values[i] = random.NextDouble() < up ? 1 : 0;
        }

        return values;
    }
}

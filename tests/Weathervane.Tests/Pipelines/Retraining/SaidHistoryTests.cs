using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Retraining;

namespace Weathervane.Tests.Pipelines.Retraining;

/// <summary>What was said and what came true, over time.</summary>
public sealed class SaidHistoryTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Forecasts_are_told_by_percentiles_of_stretches_that_lose_no_known_value()
    {
        // 1 to 1,000 in a shuffled order, and after them 0 to 249 with a value in ten unknown.
        var reference = Reference(ColumnKind.Forecast, i => 1 + (i * 7 % 1000), 1000);
        var values = Enumerable.Range(0, 250).Select(i => (Bar: Start.AddHours(i), Value: i % 10 == 0 ? double.NaN : i)).ToList();
        var history = SaidHistory.Of(reference, values, 10);
        // One in a hundred of the reference's values is the width of a bin.
        Assert.Equal((50.0, 500.0, 950.0), (history.Low, history.Middle, history.High), new Within(1));
        Assert.Equal((10, 225, 1000), (history.Stretches.Count, history.Stretches.Sum(s => s.Rows), history.ReferenceRows));
        Assert.All(history.Stretches, s => Assert.InRange(s.Rows, 22, 23));
        Assert.All(history.Stretches, s => Assert.False(s.IsLearnt));
        // The first stretch: 22 known values, 1 to 24 without 10 and 20.
        var first = history.Stretches[0];
        Assert.Equal((Start.AddHours(1), 22), (first.From, first.Rows));
        Assert.Equal((2.05, 12.5, 22.95), (first.Low, first.Middle, first.High), new Within(1e-9));
    }

    [Fact]
    public void Outcomes_are_told_by_the_share_of_ups_beside_the_band_of_luck()
    {
        // Two in five were up.
        var reference = Reference(ColumnKind.Outcome, i => i % 5 < 2 ? 1 : 0, 1000);
        var values = Enumerable.Range(0, 200).Select(i => (Bar: Start.AddHours(i), Value: i < 100 ? 1.0 : 0)).ToList();
        var history = SaidHistory.Of(reference, values, 2);
        Assert.Equal([1.0, 0.0], history.Stretches.Select(s => s.Middle));
        Assert.All(history.Stretches, s => Assert.True(double.IsNaN(s.Low) && double.IsNaN(s.High)));
        // A hundred fair draws at 0.4 deviate by 0.049, and nine of ten lie within 1.645 of that.
        Assert.Equal((0.4 - (1.6449 * 0.04899), 0.4, 0.4 + (1.6449 * 0.04899)), (history.Low, history.Middle, history.High), new Within(1e-4));
    }

    [Fact]
    public void A_few_values_are_one_stretch_and_none_are_none()
    {
        var reference = Reference(ColumnKind.Forecast, i => i, 1000);
        var stretch = Assert.Single(SaidHistory.Of(reference, [(Start, 0.4), (Start.AddHours(1), 0.6)], 200).Stretches);
        Assert.Equal((2, 0.5), (stretch.Rows, stretch.Middle));
        Assert.Empty(SaidHistory.Of(reference, [(Start, double.NaN)], 200).Stretches);
    }

    [Fact]
    public void A_reference_of_too_few_values_has_no_band()
    {
        var history = SaidHistory.Of(Reference(ColumnKind.Forecast, i => i < 20 ? i : double.NaN, 1000), [(Start, 0.4)], 200);
        Assert.Equal((double.NaN, double.NaN, double.NaN, 20), (history.Low, history.Middle, history.High, history.ReferenceRows));
        Assert.Single(history.Stretches);
    }

    private static ReferenceColumn Reference(ColumnKind kind, Func<int, double> value, int rows)
    {
        var other = Enumerable.Range(0, rows).Select(i => (double)(i % 17)).ToArray();
        return DriftReference.Of(new FeatureMatrix(["x"], other, rows)).With(new DriftColumn("said", kind, [.. Enumerable.Range(0, rows).Select(value)])).Columns[1];
    }

    private sealed class Within(double tolerance) : IEqualityComparer<(double Low, double Middle, double High)>
    {
        public bool Equals((double Low, double Middle, double High) x, (double Low, double Middle, double High) y) =>
            Math.Abs(x.Low - y.Low) <= tolerance && Math.Abs(x.Middle - y.Middle) <= tolerance && Math.Abs(x.High - y.High) <= tolerance;

        public int GetHashCode((double Low, double Middle, double High) band) => 0;
    }
}

using Weathervane.Numerics;
using Weathervane.Pipelines.Reports.Charts;

namespace Weathervane.Tests.Pipelines.Reports.Charts;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.6899, 0.6951, "0.688 0.690 0.692 0.694 0.696")]
    [InlineData(-0.0048, 0.0007, "−0.006 −0.004 −0.002 0.000 0.002")]
    [InlineData(3, 97, "0 20 40 60 80 100")]
    [InlineData(0, 1e6, "0 200000 400000 600000 800000 1000000")]
    public void Marks_are_round_and_enclose_the_values(double min, double max, string labels) =>
        Assert.Equal(labels, string.Join(' ', Axis.Nice("", [min, max]).Ticks.Select(t => t.Label)));

    [Fact]
    public void Shares_are_marked_in_percent() =>
        Assert.Equal("45% 50% 55% 60%", string.Join(' ', Axis.Nice("", [0.461, 0.583], percent: true, steps: 3).Ticks.Select(t => t.Label)));

    [Fact]
    public void Any_values_give_between_two_and_ten_different_marks_around_them()
    {
        var random = new SeededRandom(11);
        for (var i = 0; i < 2_000; i++)
        {
            // From 1e-8 to 1e8 in size, on both sides of zero.
            var scale = FixedMath.Exp(18 * ((2 * random.NextDouble()) - 1));
            double[] values = [scale * random.NextGaussian(), scale * random.NextGaussian()];
            var axis = Axis.Nice("", values);
            Assert.InRange(axis.Ticks.Count, 2, 10);
            Assert.True(axis.Min <= values.Min() && axis.Max >= values.Max());
            Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(t => t.Label).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new[] { 0.5, 0.5 })]
    [InlineData(new[] { 1e15, 1e15 })]
    public void Has_a_range_even_where_the_values_have_none(double[] values)
    {
        var axis = Axis.Nice("", values);
        Assert.True(axis.Min < axis.Max);
        Assert.All(axis.Ticks, t => Assert.InRange(axis.Share(t.Value), 0, 1));
    }

    [Theory]
    [InlineData("2014-11-28", "2026-03-01", "2016 2018 2020 2022 2024 2026")]
    [InlineData("2022-01-01", "2022-12-31", "2022-01 2022-04 2022-07 2022-10")]
    [InlineData("2022-01-03", "2022-01-07", "01-03 01-04 01-05 01-06 01-07")]
    public void Time_is_marked_where_calendars_turn(string from, string to, string labels) =>
        Assert.Equal(labels, string.Join(' ', TimeAxis.Create(Day(from), Day(to)).Ticks.Select(t => t.Label)));

    [Fact]
    public void Any_span_of_time_from_an_hour_to_centuries_has_a_few_marks()
    {
        var start = Day("1999-12-31").AddHours(7);
        for (var hours = 1.0; hours < 4e6; hours *= 1.3)
        {
            Assert.InRange(TimeAxis.Create(start, start.AddHours(hours)).Ticks.Count, 1, 7);
        }
    }

    private static DateTime Day(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text;
using Weathervane.Bars;
using Weathervane.Bars.Reading;

namespace Weathervane.Tests.Bars;

/// <summary>Dates that begin with the day or the month, and numbers with a comma for decimals, are read where the caller says so and refused with the way where not.</summary>
public sealed class DatesAndDecimalsTests
{
    private const string European = "date;open;high;low;close;volume;spread\n31.01.2024 9:00;1.000,5;1.002;999,25;1.001;12.345;0,5\n31.01.2024 10:00;1.001;1.003,5;1.000;1.002;10;\n";

    [Fact]
    public void A_file_of_days_first_and_commas_is_read()
    {
        var bars = Read(European, new BarReadOptions { Dates = DateOrder.DayFirst, Decimal = DecimalMark.Comma });
        Assert.Equal(new DateTime(2024, 1, 31, 9, 0, 0, DateTimeKind.Utc), bars.Times[0]);
        Assert.Equal(new Bar(bars.Times[0], 1000.5, 1002, 999.25, 1001, 12345), bars[0]);
        Assert.Equal([0.5, double.NaN], bars.Column("spread").ToArray());
    }

    [Theory]
    [InlineData("1/2/2024", DateOrder.DayFirst, "2024-02-01")]
    [InlineData("1/2/2024", DateOrder.MonthFirst, "2024-01-02")]
    [InlineData("01-02-2024 23:59", DateOrder.MonthFirst, "2024-01-02T23:59:00")]
    [InlineData("31.12.2024T07:05:01.5+02:00", DateOrder.DayFirst, "2024-12-31T07:05:01.5")]
    [InlineData("2024-02-01", DateOrder.DayFirst, "2024-02-01")]
    [InlineData("1706745600", DateOrder.DayFirst, "2024-02-01")]
    [InlineData("31.12.2024", DateOrder.MonthFirst, null)]
    [InlineData("1.2.24", DateOrder.DayFirst, null)]
    [InlineData("1.2/2024", DateOrder.DayFirst, null)]
    [InlineData("123.2.2024", DateOrder.DayFirst, null)]
    [InlineData("1/2/2024", DateOrder.YearFirst, null)]
    [InlineData("1", DateOrder.DayFirst, null)]
    [InlineData("1.", DateOrder.DayFirst, null)]
    [InlineData("", DateOrder.DayFirst, null)]
    public void Dates_are_read_by_the_order_that_is_said(string text, DateOrder order, string? expected) =>
        Assert.Equal(
            expected is null ? (DateTime?)null : DateTime.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            TimeText.TryParse(Encoding.UTF8.GetBytes(text), order, out var wall, out _) ? wall : (DateTime?)null);

    [Theory]
    [InlineData("1234,5", 1234.5)]
    [InlineData("-0,25", -0.25)]
    [InlineData("1.234", 1234.0)]
    [InlineData("-1.234.567,8", -1234567.8)]
    [InlineData("1,2e3", 1200.0)]
    [InlineData("12", 12.0)]
    [InlineData("1.5", null)]
    [InlineData("1234.567", null)]
    [InlineData("1.2345", null)]
    [InlineData(".123", null)]
    [InlineData("1,234.5", null)]
    [InlineData("1,2,3", null)]
    [InlineData("1.,5", null)]
    [InlineData("x", null)]
    public void Numbers_have_a_comma_for_decimals_and_points_before_three_digits_alone(string text, double? expected) =>
        Assert.Equal(expected, CommaNumber.TryParse(Encoding.UTF8.GetBytes(text), out var value) ? value : (double?)null);

    [Theory]
    [InlineData("31.01.2024 09:00", "1", "'vane bars clean FILE --dates day-first -o NEW.csv' writes it anew; a pipeline reads it with 'dates: day-first' under 'bars'.")]
    [InlineData("01/31/2024", "1", "'vane bars clean FILE --dates month-first -o NEW.csv'")]
    [InlineData("01/02/2024", "1", "Whether the day or the month comes first only you know. 'vane bars clean FILE --dates day-first (or month-first)")]
    [InlineData("2024-01-01", "1,5", "'vane bars clean FILE --decimal comma -o NEW.csv' writes it anew; a pipeline reads it with 'decimal: comma' under 'bars'.")]
    public void What_is_refused_is_told_how_it_can_be_read(string time, string open, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<InputException>(() => Read($"date;open;high;low;close\n{time};{open};2;1;2\n{time};1;2;1;2\n")).Problems[0].Remedy, StringComparison.Ordinal);

    [Fact]
    public void With_commas_a_number_with_a_point_for_decimals_is_refused() => Assert.Equal(
        "x.csv, line 2: '1.5' is not a number. Numbers are like 1234,5 or 1.234,5: a comma for decimals, points between thousands alone.",
        Assert.Throws<InputException>(() => Read("date;open;high;low;close\n2024-01-01;1.5;2;1;2\n2024-01-02;1;2;1;2\n", new BarReadOptions { Decimal = DecimalMark.Comma })).Message);

    [Theory]
    [InlineData("date,open,high,low,close,Close")]
    [InlineData("date,open,high,low,close, close ")]
    public void A_header_that_names_a_price_twice_is_refused(string header) => Assert.Contains(
        "x.csv, line 1: the header names the column 'close' twice. Rename or remove one of them.",
        Assert.Throws<InputException>(() => Read(header + "\n2024-01-01,1,2,1,2,3\n2024-01-02,1,2,1,2,3\n")).Message, StringComparison.Ordinal);

    private static BarSeries Read(string text, BarReadOptions? options = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return BarReader.Read(stream, "x.csv", options).Bars;
    }
}

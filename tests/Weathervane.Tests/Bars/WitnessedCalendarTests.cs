using System.Globalization;
using System.Text;
using Weathervane.Bars;

namespace Weathervane.Tests.Bars;

/// <summary>A row that cannot be used still says that the market was open.</summary>
public sealed class WitnessedCalendarTests
{
    private static readonly DateTime Wednesday = new(2024, 3, 13, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("NaN,1,1,1,5", 1)]
    [InlineData("1,1,,1,5", 1)]
    [InlineData("NaN,NaN,NaN,NaN,0", 0)]
    [InlineData(",,,,", 0)]
    [InlineData(null, 0)]
    public void A_working_day_without_one_price_is_missing_and_one_without_any_a_holiday(string? row, int missing)
    {
        var file = Read(Wednesday, row);
        Assert.Equal(missing, file.Card.Gaps.MissingBars);
        Assert.Equal(missing, file.Bars.MissingAfter(file.Bars.FirstAtOrAfter(Wednesday) - 1));
        // Ten weekends, and the holiday.
        Assert.Equal(10 + (1 - missing), file.Card.Closures);
        Assert.StartsWith("inferred: UTC", file.Card.Calendar, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_of_before_that_fills_a_weekend_opens_no_market() => Assert.Equal((0L, 10), Read(Wednesday.AddDays(3), "NaN,NaN,NaN,1,0", keep: true) is var file ? (file.Card.Gaps.MissingBars, file.Card.Closures) : default);

    [Fact]
    public void An_impossible_bar_that_is_left_out_is_missing() =>
        Assert.Equal(1, Read(Wednesday, "5,1,9,5,1", new BarReadOptions { DropImpossible = true }).Card.Gaps.MissingBars);

    [Fact]
    public void A_stamp_of_the_close_is_moved_with_the_bars() =>
        Assert.Equal(1, Read(Wednesday, "NaN,1,1,1,5", new BarReadOptions { Stamp = BarStamp.Close }).Card.Gaps.MissingBars);

    /// <summary>Eleven weeks of working days; one day has another row, or none.</summary>
    private static BarFile Read(DateTime day, string? row, BarReadOptions? options = null, bool keep = false)
    {
        var text = new StringBuilder("date,open,high,low,close,volume\n");
        for (var i = 0; i < 77; i++)
        {
            var time = new DateTime(2024, 1, 15, 0, 0, 0, DateTimeKind.Utc).AddDays(i);
            var works = time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            if (time == day && row is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd},{row}\n");
            }
            else if (works && (time != day || keep))
            {
                text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd},{i + 1},{i + 2},{i + 1},{i + 2},5\n");
            }
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        return BarReader.Read(stream, "days.csv", options);
    }
}

using System.Globalization;
using System.Text;
using Weathervane.Bars.Reading;

namespace Weathervane.Tests.Bars;

/// <summary>Files on a broker's clock: read right with it, suspected without it.</summary>
public sealed class ClockSignsTests
{
    [Fact]
    public void The_original_currency_files_on_their_clock_are_the_converted_file_row_for_row()
    {
        var whole = Files.Shared("gbpusd_m15").Bars;
        var position = 0;
        foreach (var year in (string[])["2022", "2023", "2024"])
        {
            var part = Files.Shared($"gbpusd_m15_{year}_orig", new() { Clock = "Europe/London-05:00" }).Bars;
            var same = whole.Slice(position, part.Count);
            Assert.Equal(same.Times, part.Times);
            Assert.Equal(same.Open, part.Open);
            Assert.Equal(same.High, part.High);
            Assert.Equal(same.Low, part.Low);
            Assert.Equal(same.Close, part.Close);
            Assert.Equal(["tick_count"], part.ColumnNames);
            position += part.Count;
        }

        Assert.Equal(whole.Count, position);
    }

    [Theory]
    [InlineData("2022", "try --clock Europe/London-05:00.")]
    // In 2023 two of the three weeks that tell London from New York lack their first hour: both are named.
    [InlineData("2023", "try --clock America/New_York or --clock Europe/London-05:00.")]
    [InlineData("2024", "try --clock Europe/London-05:00.")]
    public void Read_as_UTC_they_are_suspected_and_their_clock_is_named(string year, string hint)
    {
        var sign = Assert.Single(Files.Shared($"gbpusd_m15_{year}_orig").Card.Problems);
        Assert.StartsWith("The times may be on another clock than UTC: most weeks start at Sunday 17:00", sign, StringComparison.Ordinal);
        Assert.EndsWith(hint, sign, StringComparison.Ordinal);
        Assert.Empty(Files.Shared($"gbpusd_m15_{year}_orig", new() { Clock = "Europe/London-05:00" }).Card.Problems);
    }

    [Fact]
    public void A_broker_s_clock_written_with_a_Z_is_suspected_and_named_and_overruled()
    {
        var bars = Files.Shared("gbpusd_m15_mt5").Bars;
        var clock = MarketClock.Parse("America/New_York+07:00");
        var csv = new StringBuilder("timestamp,open,high,low,close,volume\n");
        for (var i = 0; i < bars.Count; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{clock.FromUtc(bars.Times[i]):yyyy-MM-ddTHH:mm:ssZ},{bars.Open[i]},{bars.High[i]},{bars.Low[i]},{bars.Close[i]},{bars.Volume[i]}\n");
        }

        Assert.EndsWith("try --clock America/New_York+07:00.", Assert.Single(Files.Text(csv.ToString()).Card.Problems), StringComparison.Ordinal);
        Assert.Equal(bars.Sha256, Files.Text(csv.ToString(), new() { Clock = "America/New_York+07:00" }).Bars.Sha256);
    }

    [Fact]
    public void Times_that_the_clock_skips_are_a_sign()
    {
        var card = Files.Text(
            """
            time,open,high,low,close
            2024-03-10 01:00,1,1,1,1
            2024-03-10 02:00,2,2,2,2
            2024-03-10 04:00,3,3,3,3
            """,
            new() { Clock = "America/New_York" }).Card;
        Assert.StartsWith("1 times do not exist on the clock America/New_York", Assert.Single(card.Problems), StringComparison.Ordinal);
    }
}

using System.Globalization;
using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Tests.Bars;

/// <summary>Headers, times and layouts that files of bars come in.</summary>
public sealed class FileFormatsTests
{
    private static readonly DateTime First = new(2024, 1, 31, 22, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("timestamp,open,high,low,close,volume")]
    [InlineData("Date,Open,High,Low,Close,Volume")]
    [InlineData("OPEN_TIME,O,H,L,C,V")]
    [InlineData("unix,open_1h,high_1h,low_1h,close_1h,volume_1h")]
    [InlineData("<DATETIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<TICKVOL>")]
    [InlineData("Gmt time,1. open,2. high,3. low,4. close,5. volume")]
    [InlineData(" time , open_15m , high_15m , low_15m , close_15m , Volume BTC ")]
    [InlineData("\"t\",\"open (bid)\",\"high (bid)\",\"low (bid)\",\"close (bid)\",\"vol\"")]
    public void Column_names_are_found_in_any_spelling(string header) => Assert.Equal(
        new Bar(First, 2, 4, 1, 3, 9), Files.Text($"{header}\n2024-01-31 22:00,2,4,1,3,9\n2024-01-31 23:00,3,5,2,4,9\n").Bars[0]);

    [Fact]
    public void Columns_may_stand_in_any_order_and_volume_may_be_missing() => Assert.Equal(
        new Bar(First, 2, 4, 1, 3, 0), Files.Text("close,low,date,high,open\n3,1,2024-01-31 22:00,4,2\n4,1,2024-01-31 23:00,5,3\n").Bars[0]);

    [Theory]
    [InlineData("2024-01-31T22:00:00Z")]
    [InlineData("2024-01-31T22:00:00.000Z")]
    [InlineData("2024-01-31 22:00:00")]
    [InlineData("2024-01-31 22:00")]
    [InlineData("2024-01-31 22:00:00 UTC")]
    [InlineData("2024-02-01T00:00:00+02:00")]
    [InlineData("2024-01-31T17:00:00-0500")]
    [InlineData("2024.01.31 22:00")]
    [InlineData("2024/01/31 22:00:00")]
    [InlineData("20240131 220000")]
    [InlineData("20240131220000")]
    [InlineData("1706738400")]
    [InlineData("1706738400000")]
    [InlineData("1706738400000000")]
    [InlineData("1706738400000000000")]
    [InlineData("1706738400.0")]
    [InlineData("1.7067384E+9")]
    public void Times_are_read_in_all_common_forms(string time) =>
        Assert.Equal(First, Files.Text($"t,o,h,l,c\n{time},1,1,1,1\n2024-02-01,2,2,2,2\n").Bars.Times[0]);

    [Theory]
    [InlineData("2024-01-31", "yyyy-MM-dd")]
    [InlineData("20240131", "yyyyMMdd")]
    [InlineData("2024/01/31", "yyyy/MM/dd")]
    public void A_date_alone_is_its_midnight(string date, string form) => Assert.Equal(
        DateTime.SpecifyKind(DateTime.ParseExact(date, form, CultureInfo.InvariantCulture), DateTimeKind.Utc),
        Files.Text($"date,open,high,low,close\n{date},1,1,1,1\n2024-02-01,2,2,2,2\n").Bars.Times[0]);

    [Fact]
    public void Date_and_time_of_day_may_stand_apart()
    {
        Assert.Equal(First, Files.Text("<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2024.01.31\t22:00:00\t1\t1\t1\t1\t7\t0\t2\n2024.01.31\t23:00:00\t2\t2\t2\t2\t7\t0\t2\n").Bars.Times[0]);
        Assert.Equal(First, Files.Text("2024.01.31,22:00,1,1,1,1,7\n2024.01.31,23:00,2,2,2,2,7\n").Bars.Times[0]);
    }

    [Fact]
    public void Headerless_klines_of_an_exchange_are_known_by_their_twelve_columns()
    {
        var (bars, card) = Files.Text(
            """
            1706738400000,2,4,1,3,9,1706741999999,27.5,100,4.5,13.5,0
            1706742000000000,3,5,2,4,8,1706745599999999,25.5,90,4.4,12.5,0
            """);
        Assert.Equal(new Bar(First, 2, 4, 1, 3, 9), bars[0]);
        Assert.Equal(First.AddHours(1), bars.Times[1]);
        Assert.Equal(["quote_volume", "taker_base_volume", "taker_quote_volume", "trades"], bars.ColumnNames);
        Assert.Equal((BarStamp.Open, true), (card.Stamp, card.StampGuessed));
    }

    [Fact]
    public void A_file_that_knows_only_close_times_is_moved_to_its_opens()
    {
        var (bars, card) = Files.Text("close_time,open,high,low,close\n2024-01-31 22:59:59.999,1,1,1,1\n2024-01-31 23:59:59.999,2,2,2,2\n");
        Assert.Equal(First, bars.Times[0]);
        Assert.Equal((BarStamp.Close, true), (card.Stamp, card.StampGuessed));
        Assert.Equal(First, Files.Text("time,open,high,low,close\n2024-01-31 23:00,1,1,1,1\n2024-02-01,2,2,2,2\n", new() { Stamp = BarStamp.Close }).Bars.Times[0]);
    }

    [Fact]
    public void Lines_before_the_header_are_skipped_and_counted() => Assert.Equal(
        1, Files.Text("https://www.example.com/bars\ntime;open;high;low;close\n2024-01-01;1;1;1;1\n2024-01-02;2;2;2;2\n").Card.StrayHeaders);

    [Fact]
    public void Packed_and_plain_files_are_told_apart_by_their_bytes_and_packed_parts_may_follow_each_other()
    {
        const string first = "time,open,high,low,close,volume\n2024-01-01,1,1,1,1,5\n", second = "time,open,high,low,close,volume\n2024-01-02,2,2,2,2,5\n";
        var plain = Files.Text(first + second);
        var packed = Files.Bytes([.. Files.Gzip(first), .. Files.Gzip(second)]);
        Assert.Equal(plain.Bars.Sha256, packed.Bars.Sha256);
        Assert.Equal((2, 1), (packed.Card.Rows, packed.Card.StrayHeaders));
    }

    [Fact]
    public void Numbers_are_read_to_the_last_bit()
    {
        var random = new SeededRandom(5);
        var numbers = Enumerable.Range(0, 3_000).Select(_ => Math.Abs(BitConverter.UInt64BitsToDouble(random.NextUInt64()))).Where(double.IsFinite)
            .Concat(Enumerable.Range(0, 3_000).Select(_ => random.NextDouble() * 1e5)).ToList();
        var rows = numbers.Select((x, i) => string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000 + (60 * i)},1,{x:R},1,{1 + (i % 2)},{x:E16}"));
        var bars = Files.Text("t,o,h,l,c,v\n" + string.Join('\n', rows)).Bars;
        Assert.Equal(numbers, bars.High.ToArray());
        Assert.Equal(numbers, bars.Volume.ToArray());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(900)]
    [InlineData(86_400)]
    public void The_interval_is_the_most_frequent_step(int seconds)
    {
        var rows = Enumerable.Range(0, 50).Where(i => i % 7 != 3).Select(i => $"{1_700_000_000 + (seconds * i)},1,1,1,{1 + (i % 2)}");
        Assert.Equal(TimeSpan.FromSeconds(seconds), Files.Text("t,o,h,l,c\n" + string.Join('\n', rows)).Bars.Interval);
    }

    [Fact]
    public void A_year_outside_any_market_is_no_time() => Assert.Equal(
        "'0001-01-01' is not a time.", Files.Problem("t,o,h,l,c\n0001-01-01,1,1,1,1\n2024-01-02,2,2,2,2\n").What);
}

using Weathervane.Bars;

namespace Weathervane.Tests.Bars;

/// <summary>The cleaning rules, each on a file small enough to read.</summary>
public sealed class BarCleanerTests
{
    [Fact]
    public void A_clean_file_has_nothing_to_report()
    {
        var (bars, card) = Files.Text(
            """
            timestamp,open,high,low,close,volume
            2024-01-01T00:00:00Z,1,3,0.5,2,10
            2024-01-01T01:00:00Z,2,4,1.5,3,20
            """);
        Assert.Equal((2, 0, 0, 0, 0, 0), (card.Rows, card.Duplicates, card.Conflicts, card.OutOfOrder, card.BlankRows, card.StrayHeaders));
        Assert.Equal((0, 0, 0, 0, 0), (card.OhlcContradictions, card.NonPositive, card.ZeroVolume, card.StaleRuns, card.Gaps.Count));
        Assert.Empty(card.Problems);
        Assert.Equal(new Bar(new DateTime(2024, 1, 1, 1, 0, 0, DateTimeKind.Utc), 2, 4, 1.5, 3, 20), bars[1]);
        Assert.Equal(TimeSpan.FromHours(1), bars.Interval);
    }

    [Fact]
    public void Everything_that_is_wrong_is_counted_and_repaired()
    {
        var (bars, card) = Files.Text(
            """
            timestamp,open,high,low,close,volume
            2024-01-01 00:00,1,1,1,1,10

            2024-01-01 01:00,2,2,2,2,20
            2024-01-01 03:00,4,4,4,4,40
            2024-01-01 02:00,3,3,3,3,30
            2024-01-01 02:00,3,3,3,3,30
            timestamp,open,high,low,close,volume
            2024-01-01 04:00,,,,,
            2024-01-01 05:00,NaN,NaN,NaN,NaN,0
            2024-01-01 04:00,5,5,5,5,50
            2024-01-01 04:00,6,6,6,6,49
            time,c,h,l,o,v
            2024-01-01 05:00,7,8,5,6,60
            """);
        Assert.Equal([1, 2, 3, 4, 5, 6], bars.Open.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 7], bars.Close.ToArray());
        Assert.Equal((6, 1, 1, 2, 3, 2), (card.Rows, card.Duplicates, card.Conflicts, card.OutOfOrder, card.BlankRows, card.StrayHeaders));
        Assert.Equal(
            [
                "2 header or comment lines stood between the rows and were skipped.",
                "3 rows lacked a price and were left out.",
                "2 rows came after a row of a later time and were moved to their place.",
                "1 row was the exact copy of another and was dropped.",
                "1 time had rows that differ; the one with the larger volume was kept, of equal volumes the later line.",
            ],
            card.Problems);
    }

    [Theory]
    [InlineData("1,1,1,1,5", "2,2,2,2,4", 1)]
    [InlineData("1,1,1,1,4", "2,2,2,2,5", 2)]
    [InlineData("1,1,1,1,5", "2,2,2,2,5", 2)]
    public void Of_rows_that_differ_the_larger_volume_stays_and_of_equal_ones_the_later_line(string first, string second, double kept)
    {
        var (bars, card) = Files.Text($"t,o,h,l,c,v\n2024-01-01,{first}\n2024-01-02,9,9,9,9,9\n2024-01-01,{second}\n");
        Assert.Equal(kept, bars.Close[0]);
        Assert.Equal((2, 0, 1, 1), (card.Rows, card.Duplicates, card.Conflicts, card.OutOfOrder));
    }

    [Fact]
    public void A_copy_of_a_version_is_a_duplicate_and_the_versions_still_conflict()
    {
        var card = Files.Text("t,o,h,l,c,v\n2024-01-01,1,1,1,1,5\n2024-01-01,2,2,2,2,5\n2024-01-01,1,1,1,1,5\n2024-01-02,3,3,3,3,5\n");
        Assert.Equal((1, 1, 1.0), (card.Card.Duplicates, card.Card.Conflicts, card.Bars.Close[0]));
    }

    [Fact]
    public void Impossible_bars_are_reported_and_kept_unless_they_are_to_go()
    {
        const string csv =
            """
            t,o,h,l,c,v
            2024-01-01,2,3,1,2,5
            2024-01-02,2,1,3,2,5
            2024-01-03,2,3,-1,2,5
            2024-01-04,2,3,1,2,-5
            2024-01-05,2,3,1,2.5,5
            """;
        var kept = Files.Text(csv).Card;
        Assert.Equal((5, 1, 2, 0), (kept.Rows, kept.OhlcContradictions, kept.NonPositive, kept.Dropped));
        Assert.Contains("2 bars have a price of 0 or less or a volume below 0; they were kept.", kept.Problems);
        var dropped = Files.Text(csv, new() { DropImpossible = true }).Card;
        Assert.Equal((2, 1, 2, 3), (dropped.Rows, dropped.OhlcContradictions, dropped.NonPositive, dropped.Dropped));
        Assert.Contains("1 bar has a low that is not its lowest or a high that is not its highest price; it was left out.", dropped.Problems);
    }

    [Fact]
    public void Ties_silent_bars_and_stale_runs_are_counted()
    {
        // Closes 1 1 1 1 1 2 2 3: five of seven neighbours tie; the first five bars are one stale run, two twos are none.
        var rows = new[] { 1, 1, 1, 1, 1, 2, 2, 3 }.Select((c, i) => $"2024-01-0{i + 1},{c},{c},{c},{c},{(c == 2 ? 0 : 5)}");
        var card = Files.Text("t,o,h,l,c,v\n" + string.Join('\n', rows)).Card;
        Assert.Equal((5.0 / 7, 2, 1), (card.Ties, card.ZeroVolume, card.StaleRuns));
        Assert.Empty(card.Problems);
    }

    [Fact]
    public void A_changed_header_adds_columns_that_earlier_rows_do_not_know()
    {
        var bars = Files.Text(
            """
            time,open,high,low,close,volume
            2024-01-01,1,1,1,1,5
            time,trades,symbol,close,low,high,open,volume
            2024-01-02,77,BTC,2,1,3,2,6
            2024-01-03,,BTC,3,1,3,2,6
            """).Bars;
        Assert.Equal(["trades"], bars.ColumnNames);
        Assert.Equal([double.NaN, 77, double.NaN], bars.Column("trades").ToArray());
        Assert.Equal(new Bar(new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc), 2, 3, 1, 2, 6), bars[1]);
    }
}

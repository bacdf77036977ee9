using System.Text;
using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Tests.Bars;

/// <summary>Files that hold no bars: each says what is wrong, where, and what to do.</summary>
public sealed class BadFilesTests
{
    private const string Header = "timestamp,open,high,low,close,volume\n";
    private const string Good = "2024-01-01,1,2,1,2,5\n2024-01-02,2,3,1,1,5\n";

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData(Header, "holds a header and no bars.")]
    [InlineData(Header + "2024-01-01,1,1,1,1,5\n", "holds one bar only.")]
    [InlineData(Header + "2024-01-01,1,1,1,1,5\n2024-01-01,1,1,1,1,5\n", "holds one bar only.")]
    [InlineData(Header + "2024-01-01,NaN,NaN,NaN,NaN,NaN\n2024-01-02,nan,nan,nan,nan,nan\n", "holds no row with prices (2 rows are without).")]
    [InlineData(Header + "2024-01-01,,,,,\n2024-01-02,,,,,\n", "holds no row with prices (2 rows are without).")]
    [InlineData(Header + "2024-01-01,7,7,7,7,5\n2024-01-02,7,7,7,7,6\n", "holds one price only: 7 in all 2 bars.")]
    [InlineData("name,colour\nx,red\n", "holds no columns of bars in its first lines.")]
    [InlineData("Lorem ipsum dolor sit amet.\nConsectetur.\n", "holds no columns of bars in its first lines.")]
    [InlineData("2024-01-01,5\n2024-01-02,6\n", "holds no columns of bars in its first lines.")]
    [InlineData("a\0b\n", "holds binary data, not text.")]
    public void A_file_without_bars_says_so(string text, string what)
    {
        var problem = Files.Problem(text);
        Assert.Equal(("bars.csv", what), (problem.Where, problem.What));
        Assert.False(string.IsNullOrWhiteSpace(problem.Remedy));
    }

    [Fact]
    public void A_header_that_lacks_columns_names_them()
    {
        var problem = Files.Problem("date,open,close\n2024-01-01,1,1\n");
        Assert.Equal(("bars.csv, line 1", "the header 'date,open,close' has no column for high, low."), (problem.Where, problem.What));
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_listed_with_line_and_value()
    {
        var wrong = Assert.Throws<InputException>(() => Files.Text(Header + Good + "2024-01-03,1,x,1,1,5\n31.12.2024,1,1,1,1,5\n2024-13-01,1,1,1,1,5\n2024-01-05,1,\"1,5\",1,1,5\n"));
        Assert.Equal(
            [
                ("bars.csv, line 4", "'x' is not a number."),
                ("bars.csv, line 5", "'31.12.2024' is not a time."),
                ("bars.csv, line 6", "'2024-13-01' is not a time."),
                ("bars.csv, line 7", "'1,5' is not a number."),
            ],
            wrong.Problems.Select(p => (p.Where, p.What)));
    }

    [Fact]
    public void Decimal_commas_are_not_taken_for_thousands() =>
        Assert.Equal("'1,35199' is not a number.", Assert.Throws<InputException>(
            () => Files.Text("time;open;high;low;close\n2024-01-01;1,35199;1,4;1,3;1,35\n")).Problems[0].What);

    [Fact]
    public void A_packed_file_cut_anywhere_is_noticed()
    {
        var whole = Files.Gzip(Header + string.Concat(Enumerable.Range(0, 400).Select(i => $"{1_700_000_000 + (60 * i)},1,2,1,{1 + (i % 2)},{i}\n")));
        Assert.Equal(400, Files.Bytes(whole).Card.Rows);
        for (var length = 3; length < whole.Length; length += length < whole.Length - 12 ? 41 : 1)
        {
            var problem = Assert.Single(Assert.Throws<InputException>(() => Files.Bytes(whole[..length])).Problems);
            Assert.Equal("is a damaged or truncated .gz file.", problem.What);
        }
    }

    [Fact]
    public void A_damaged_packed_file_is_noticed()
    {
        var bytes = Files.Gzip(Header + string.Concat(Enumerable.Range(0, 400).Select(i => $"{1_700_000_000 + (60 * i)},1,2,1,{1 + (i % 2)},{i}\n")));
        bytes[bytes.Length / 2] ^= 0x55;
        Assert.Throws<InputException>(() => Files.Bytes(bytes));
    }

    [Fact]
    public void A_bomb_is_stopped_at_the_limit()
    {
        // 64 MiB of empty lines in 64 KiB.
        var bomb = Files.Gzip(Enumerable.Repeat((byte)'\n', 1 << 26).ToArray());
        var problem = Assert.Single(Assert.Throws<InputException>(() => Files.Bytes(bomb, new() { InflatedBytesMax = 1 << 20 })).Problems);
        Assert.Equal("holds more than 1048576 bytes of text.", problem.What);
    }

    [Fact]
    public void A_line_without_end_and_too_many_columns_are_refused()
    {
        Assert.StartsWith("is not a CSV file:", Files.Problem(Header + new string('1', 1 << 21)).What, StringComparison.Ordinal);
        Assert.StartsWith("holds 1001 columns;", Files.Problem("t,o,h,l,c" + new string(',', 996) + "\n").What, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_give_an_answer_or_a_refusal_and_never_a_crash()
    {
        var random = new SeededRandom(11);
        var good = Encoding.UTF8.GetBytes(Header + Good + Good);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var i = 0; i < 1 + (round % 6); i++)
            {
                bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            }

            try
            {
                Assert.True(Files.Bytes(bytes).Card.Rows >= 2);
            }
            catch (InputException refusal)
            {
                Assert.All(refusal.Problems, p => Assert.StartsWith("bars.csv", p.Where, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("no-such.csv: does not exist. Name a .csv or .csv.gz file of bars.", Assert.Throws<InputException>(() => BarReader.Read("no-such.csv", null, token)).Message);
        Assert.Equal("is a folder.", Assert.Throws<InputException>(() => BarReader.Read(Path.GetTempPath(), null, token)).Problems[0].What);
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using Weathervane.Features;
using Weathervane.Features.Tables;

namespace Weathervane.Tests.Features;

public sealed class FeatureTableTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Columns_are_found_by_name_in_the_order_asked_for_and_others_passed_over()
    {
        var table = Read("time,b,a\n2024-01-01,1,2.5e-3\n2024-01-02,\"-7\",1e300\n", "a", "b");

        Assert.Equal(["a", "b"], table.Names);
        Assert.Equal([0.0025, 1e300], table.Column(0));
        Assert.Equal([1.0, -7.0], table.Column(1));
    }

    [Fact]
    public void An_empty_cell_and_the_usual_words_for_nothing_are_NaN() =>
        Assert.All(Read("a,b\n,1\nNaN,1\nNA,1\n<NA>,1\nnull,1\nNone,1\n", "a").Column(0).ToArray(), v => Assert.True(double.IsNaN(v)));

    [Fact]
    public void Truth_and_the_infinities_are_numbers_as_other_programs_write_them() => Assert.Equal(
        [1.0, 0, 1, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity],
        Read("a\nTrue\nfalse\nTRUE\ninf\n-inf\n-Infinity\n", "a").Column(0).ToArray());

    [Fact]
    public void Names_are_found_whatever_space_stands_around_them_here_or_in_the_model()
    {
        var table = Read("x, a,b \n0,1,2\n", "b", " a");
        Assert.Equal([2.0, 1], [table[0, 0], table[0, 1]]);
    }

    [Fact]
    public void A_carriage_return_alone_ends_a_line_too()
    {
        // More lines than the memory that is asked for a file of one line holds.
        var text = "a\r" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i}\r"));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (double)i), Read(text, "a").Column(0).ToArray());
    }

    [Fact]
    public void A_damaged_packed_file_is_named()
    {
        using (var packed = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * i}\n"))));
        }

        File.WriteAllBytes(_path, File.ReadAllBytes(_path)[..^2000]);
        Assert.Equal(
            $"{_path}: is a damaged gzip file, or one that ends too early. Copy it anew.",
            Assert.Throws<InputException>(() => FeatureTable.Read(_path, ["a"])).Message);
    }

    [Fact]
    public void Columns_without_a_name_are_counted() => Assert.EndsWith(
        "has 2 columns without a name. Name them in its first line, or leave them out.",
        Assert.Throws<InputException>(() => Read(",,a\n1,2,3\n", "a", "")).Message);

    [Fact]
    public void Numbers_keep_their_last_bit() => Assert.Equal([0.1, 5e-324, 60450.019999999997], Read("a\n0.1\n5e-324\n60450.019999999997\n", "a").Column(0));

    [Theory]
    [InlineData("", "is empty. Its first line must hold the columns' names.")]
    [InlineData("x\n1\n", "has no column a, b. It has x.")]
    [InlineData("a,b,a\n1,2,3\n", "has the column a more than once.")]
    [InlineData("a,b\n1,2\n3,x\n", "line 3: 'x' in column 'b' is not a number.")]
    [InlineData("a,b\n1,2,3\n", "line 2: holds 3 cells, but the header names 2.")]
    [InlineData("a,b\n1\n", "line 2: holds 1 cell, but the header names 2. Cells hold no line breaks")]
    public void A_table_that_cannot_be_read_says_where_and_why(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<InputException>(() => Read(text, "a", "b")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_file_is_the_same_table_on_any_number_of_threads_packed_or_not()
    {
        // Some 4 MB: several blocks of lines, ends of blocks within lines.
        var random = new Random(1);
        var values = Enumerable.Range(0, 60_000).Select(_ => new[] { random.NextDouble() - 0.5, random.Next(1000), random.NextDouble() * 1e-9 }).ToArray();
        var text = "a,b,c\n" + string.Concat(values.Select((row, i) => string.Create(CultureInfo.InvariantCulture, $"{row[0]:R},{(i % 7 == 0 ? "" : row[1])},{row[2]:R}{(i % 5 == 0 ? "\r" : "")}\n")));
        foreach (var threads in new[] { 1, 2, 5 })
        {
            var table = Read(text, new TableReadOptions { Threads = threads }, "c", "a", "b");
            Assert.Equal(values.Select(r => r[2]), table.Column(0).ToArray());
            Assert.Equal(values.Select(r => r[0]), table.Column(1).ToArray());
            Assert.Equal(values.Select((r, i) => i % 7 == 0 ? double.NaN : r[1]), table.Column(2).ToArray());
        }

        using (var packed = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        var unpacked = FeatureTable.Read(_path, ["a"], new TableReadOptions { Threads = 2 });
        Assert.Equal(values.Select(r => r[0]), unpacked.Column(0).ToArray());
    }

    [Fact]
    public void The_first_bad_cell_of_each_column_is_named_with_the_number_of_others_wherever_it_stands()
    {
        const string None = "A column of texts or dates is no feature: leave it out (--drop NAME), or write numbers for its values. An empty cell is a missing value.";
        var lines = Enumerable.Range(0, 100_000).Select(i => $"2024-01-{(i % 28) + 1:00},{i},{(i == 90_000 ? "x" : "7")}");
        var wrong = Assert.Throws<InputException>(() => Read("time,a,b\n" + string.Join('\n', lines), new TableReadOptions { Threads = 2 }, "time", "a", "b"));
        Assert.Equal(
            [
                $"{_path}, line 2: '2024-01-01' in column 'time' is not a number, nor are 99999 more cells of it. {None}",
                $"{_path}, line 90002: 'x' in column 'b' is not a number. {None}",
            ],
            wrong.Problems.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("a;b\n1,5;2\n")]
    [InlineData("a,b\n\"1,5\",2\n")]
    public void A_decimal_comma_is_refused_and_not_taken_for_a_thousands_separator(string text) => Assert.EndsWith(
        "line 2: '1,5' in column 'a' is not a number. Numbers are like 1234.5 or 1.2e3: a point for decimals, nothing between thousands.", Assert.Throws<InputException>(() => Read(text, "a")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a;b\n1;2\n")]
    [InlineData("a\tb\n1\t2\n")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("a,b,\r\n1,2,\r\n\r\n")]
    public void Other_separators_marks_and_line_ends_are_read(string text)
    {
        var table = Read(text, "a", "b");
        Assert.Equal((1, 1.0, 2.0), (table.Rows, table[0, 0], table[0, 1]));
    }

    [Fact]
    public void Reading_can_be_stopped() => Assert.Throws<OperationCanceledException>(() => Read(
        "a\n" + string.Concat(Enumerable.Repeat("1.5\n", 500_000)), new TableReadOptions { Cancel = new CancellationToken(canceled: true) }, "a"));

    private FeatureMatrix Read(string text, TableReadOptions options, params string[] names)
    {
        File.WriteAllText(_path, text);
        return FeatureTable.Read(_path, names, options);
    }

    private FeatureMatrix Read(string text, params string[] names)
    {
        File.WriteAllText(_path, text);
        return FeatureTable.Read(_path, names, new TableReadOptions { Cancel = TestContext.Current.CancellationToken });
    }
}

using Weathervane.Features;

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
        Assert.All(Read("a,b\n,1\nNaN,1\nNA,1\nnull,1\nNone,1\n", "a").Column(0).ToArray(), v => Assert.True(double.IsNaN(v)));

    [Fact]
    public void Numbers_keep_their_last_bit() => Assert.Equal([0.1, 5e-324, 60450.019999999997], Read("a\n0.1\n5e-324\n60450.019999999997\n", "a").Column(0));

    [Theory]
    [InlineData("", "is empty. Its first line must hold the columns' names.")]
    [InlineData("x\n1\n", "has no column a, b. It has x.")]
    [InlineData("a,b,a\n1,2,3\n", "has the column a more than once.")]
    [InlineData("a,b\n1,2\n3,x\n", "line 3: 'x' in column 'b' is not a number.")]
    [InlineData("a,b\n1\n", "line 2: has no column 'b'.")]
    public void A_table_that_cannot_be_read_says_where_and_why(string text, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<InputException>(() => Read(text, "a", "b")).Message);

    private FeatureMatrix Read(string text, params string[] names)
    {
        File.WriteAllText(_path, text);
        return FeatureTable.Read(_path, names, TestContext.Current.CancellationToken);
    }
}

using System.Globalization;
using System.Text;

namespace Weathervane.Tests.Bars;

/// <summary>A level that prices leave between two bars is told of; moves of a market and single bad prices are not.</summary>
public sealed class SplitSignsTests
{
    [Theory]
    [InlineData(0.5, "1 bar opens far from the close before, and prices stay there, the first that of 2020-01-21 00:00 UTC at 0.5 times it: is it a split? Use adjusted prices.")]
    [InlineData(10, "at 10 times it")]
    public void A_split_is_told_with_its_day_and_factor(double factor, string told)
    {
        var problem = Assert.Single(Problems(i => i < 20 ? 100 : 100 * factor));
        Assert.Contains(told, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_are_counted() => Assert.StartsWith(
        "2 bars open far from the close before", Assert.Single(Problems(i => i < 12 ? 100 : i < 30 ? 50 : 5)), StringComparison.Ordinal);

    [Fact]
    public void A_fall_by_a_third_is_none() => Assert.Empty(Problems(i => i < 20 ? 100 : 67));

    [Fact]
    public void A_price_that_comes_back_is_none() => Assert.Empty(Problems(i => i is 20 or 21 ? 50 : 100));

    private static IReadOnlyList<string> Problems(Func<int, double> level)
    {
        var csv = new StringBuilder("time,open,high,low,close,volume\n");
        for (var i = 0; i < 40; i++)
        {
            var (day, at) = (new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i), level(i));
            csv.AppendLine(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{at},{at * 1.02},{at * 0.98},{at * (i % 2 == 0 ? 1.01 : 1)},10");
        }

        return Files.Text(csv.ToString()).Card.Problems;
    }
}

using Weathervane.Numerics;

namespace Weathervane.Tests.Numerics;

public sealed class RadixSortTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void Sorts_as_comparing_does(int length)
    {
        var random = new SeededRandom(1);
        foreach (var scale in new[] { 1e-300, 1, 1e300 })
        {
            var values = Enumerable.Range(0, length).Select(i => i % 50 == 0 ? 0 : i % 77 == 0 ? double.NegativeInfinity : random.NextGaussian() * scale).ToArray();
            var expected = values.Order().ToArray();
            RadixSort.Sort(values);
            Assert.Equal(expected, values);
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-7)]
    public void Sorts_numbers_that_differ_in_their_last_digits_alone(double step)
    {
        var values = Enumerable.Range(0, 20_000).Select(i => 1 + (i * step)).ToArray();
        new SeededRandom(2).Shuffle(values.AsSpan());
        var expected = values.Order().ToArray();
        RadixSort.Sort(values);
        Assert.Equal(expected, values);
    }

    [Fact]
    public void Leaves_equal_values_alone()
    {
        var values = Enumerable.Repeat(-3.5, 5000).ToArray();
        RadixSort.Sort(values);
        Assert.All(values, v => Assert.Equal(-3.5, v));
    }
}

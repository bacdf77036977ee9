using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring;

public sealed class DriftReferenceTests
{
    private static readonly DriftReference Sample = DriftReference.Of(
        Series.Table(Series.Autoregressive(1, 2000, 0.9), [.. Enumerable.Repeat(3.0, 2000)], [.. Enumerable.Range(0, 2000).Select(i => i % 24 == 5 ? double.NaN : i % 7)]),
        new Dictionary<string, ColumnKind> { ["x1"] = ColumnKind.Outcome });

    [Fact]
    public void Values_of_very_different_sizes_are_read_back()
    {
        // A share that decays: 0.95 to the power of 0 to 3,999, the smallest 1e-89 of the largest.
        double[] values = [.. Enumerable.Range(0, 4000).Select(i => Math.Pow(0.95, i))];
        var reference = DriftReference.Of(new FeatureMatrix(["decaying"], values, values.Length), cancel: TestContext.Current.CancellationToken);
        var points = DriftReference.Parse(reference.ToJson()).Columns[0].Points;
        Assert.All(points.Skip(1).Zip(points), pair => Assert.True(pair.First > pair.Second));
    }

    [Fact]
    public void Reads_back_as_it_was_written_and_tests_alike()
    {
        var back = DriftReference.Parse(Sample.ToJson());
        Assert.Equal(Sample.ToJson(), back.ToJson());
        Assert.Equal(ColumnKind.Outcome, back.Columns[1].Kind);
        var window = Series.Table(Series.Autoregressive(2, 300, 0.9), [.. Enumerable.Repeat(3.0, 300)], [.. Enumerable.Range(0, 300).Select(i => (double)(i % 7))]);
        Assert.Equal(DriftReportText.Json(DriftMonitor.Check(Sample, window)), DriftReportText.Json(DriftMonitor.Check(back, window)));
    }

    [Fact]
    public void A_column_of_few_values_keeps_each_as_a_bin()
    {
        var column = Sample.Columns[2];
        Assert.Equal([0.0, 1, 2, 3, 4, 5, 6], column.Points);
        Assert.Equal(1.0, column.Shares.Sum(), 12);
        Assert.Equal(84, column.Missing);
    }

    [Theory]
    [InlineData("[]", "is not a drift reference. Its format must be 'weathervane-drift-reference'.")]
    [InlineData("{\"format\":\"other\"}", "is not a drift reference. Its format must be 'weathervane-drift-reference'.")]
    [InlineData("{\"format\":\"weathervane-drift-reference\",\"version\":2}", "is of version 2. This program reads versions up to 1; update it, or make the reference again.")]
    [InlineData("{\"format\":\"weathervane-drift-reference\"}", "is of version none. This program reads versions up to 1; update it, or make the reference again.")]
    [InlineData("{\"format\":\"weathervane-drift-reference\",\"version\":\"1\"}", "says no version. Make the reference again.")]
    [InlineData("{\"format\":\"weathervane-drift-reference\",\"version\":1,\"rows\":5,\"columns\":[]}", "has no columns. Make the reference again.")]
    public void A_foreign_or_newer_file_is_refused_by_name(string json, string message) =>
        Assert.Equal($"ref.json: {message}", Assert.Throws<InputException>(() => DriftReference.Parse(json, "ref.json")).Message);

    [Fact]
    public void Damaged_text_gives_an_error_or_a_reference_that_works()
    {
        var (json, random) = (Sample.ToJson(), new SeededRandom(5));
        var window = Series.Table(Series.Autoregressive(2, 60, 0.9), [.. Enumerable.Repeat(3.0, 60)], [.. Enumerable.Range(0, 60).Select(i => (double)(i % 7))]);
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            var text = json.ToCharArray();
            text[random.NextInt(text.Length)] = "0123456789,.:[]{}\"-eE nx"[random.NextInt(24)];
            try
            {
                var reference = DriftReference.Parse(new string(text));
                _ = i % 20 == 0 ? DriftMonitor.Check(reference, window, new DriftOptions { Draws = 200 }) : null;
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 399);
    }
}

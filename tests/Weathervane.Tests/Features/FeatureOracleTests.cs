using System.Globalization;
using System.IO.Compression;
using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Tests.Features;

/// <summary>The old sets against values that pandas worked out with exact two-pass deviations.</summary>
public sealed class FeatureOracleTests
{
    /// <summary>Relative to the larger of the value and 1e-4 of its column's deviation: room for the rounding of two orders of summation.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>For windows of 720 bars, where the rounding of 720 terms adds up.</summary>
    private const double LongWindowTolerance = 1e-7;

    private static readonly string[] LongWindows = ["VOLATILITY_30D", "PRICE_VOLATILITY_30D", "HL_VOLATILITY_30D"];

    [Fact]
    public void Btc43_equals_the_oracle() => Assert.Empty(Differences(FeatureSets.Btc43, TestBars.Bitcoin, "oracle/btc43.csv.gz"));

    [Fact]
    public void T11_equals_the_oracle() => Assert.Empty(Differences(FeatureSets.T11, TestBars.Pound, "oracle/t11.csv.gz"));

    [Fact]
    public void Basic10_is_a_part_of_btc43()
    {
        var basic = FeatureSets.Basic10.Compute(TestBars.Bitcoin);
        var whole = FeatureSets.Btc43.Compute(TestBars.Bitcoin);
        for (var c = 0; c < basic.Columns; c++)
        {
            Assert.True(basic.Column(c).SequenceEqual(whole.Column(whole.Names.ToList().IndexOf(basic.Names[c]))), basic.Names[c]);
        }
    }

    private static List<string> Differences(FeatureSet set, BarSeries bars, string oraclePath)
    {
        var matrix = set.Compute(bars);
        var (names, rows) = ReadOracle(oraclePath);
        Assert.Equal(set.Names, names);
        var differences = new List<string>();
        for (var c = 0; c < names.Count; c++)
        {
            var column = matrix.Column(c);
            var scale = 1e-4 * Deviation(column);
            var tolerance = LongWindows.Contains(names[c]) ? LongWindowTolerance : Tolerance;
            var warmup = set.Columns[c].Formula.Warmup;
            foreach (var (bar, values) in rows)
            {
                var (actual, expected) = (column[bar], values[c]);
                var equal = bar < warmup
                    ? double.IsNaN(actual)
                    : double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(actual - expected) <= tolerance * Math.Max(Math.Abs(expected), scale);
                if (!equal)
                {
                    differences.Add(string.Create(CultureInfo.InvariantCulture, $"{names[c]} at bar {bar}: {actual:R} instead of {expected:R}"));
                }
            }
        }

        return differences;
    }

    private static double Deviation(ReadOnlySpan<double> column)
    {
        var finite = column.ToArray().Where(double.IsFinite).ToList();
        var mean = finite.Average();
        return Math.Sqrt(finite.Sum(x => (x - mean) * (x - mean)) / (finite.Count - 1));
    }

    private static (List<string> Names, List<(int Bar, double[] Values)> Rows) ReadOracle(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Repository.Shared(path)), CompressionMode.Decompress));
        var names = reader.ReadLine()!.Split(',').Skip(2).ToList();
        var rows = new List<(int, double[])>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            rows.Add((int.Parse(fields[0], CultureInfo.InvariantCulture), [.. fields.Skip(2).Select(f => f.Length == 0 ? double.NaN : double.Parse(f, CultureInfo.InvariantCulture))]));
        }

        return (names, rows);
    }
}
